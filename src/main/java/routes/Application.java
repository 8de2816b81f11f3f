package routes;

import aws.AwsClients;
import aws.DefaultCredentials;
import commands.Caravan;
import commands.InboxTokenCommand;
import commands.Installation;
import commands.OperatorSettings;
import commands.RunningProcess;
import commands.Stages;
import configuration.ConfigurationCheck;
import configuration.ConfigurationException;
import configuration.PropertiesReader;
import console.ConsoleSetup;
import console.LiveSetup;
import cost.CostSetup;
import deadletters.DeadLettersSetup;
import deadletters.http.DeadLettersOverHttpSetup;
import delivery.BacklogSetup;
import delivery.RouteMetrics;
import delivery.SqsComponent;
import history.HistorySetup;
import http.AdmissionSetup;
import http.Connections;
import http.FreePorts;
import http.FrontDoor;
import http.PortsTakenException;
import http.Unserved;
import http.WebhookSetup;
import inbox.InboxSetup;
import inbox.InboxesSetup;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import ledger.LedgerSetup;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import process.SafeText;
import process.ConsoleLog;
import process.ExitCode;
import process.HangUp;
import process.LogLevel;
import process.Running;
import publishing.Simple;
import publishing.SnsComponent;
import publishing.TopicMaker;
import publishing.WaitingRoutes;
import reload.GatedDirect;
import reload.ReloadSetup;
import reload.ReloadSignal;
import software.amazon.awssdk.core.exception.SdkClientException;
import telemetry.TracesSetup;
import topology.Topology;
import topology.provisioning.AwaitedSubscriptions;
import topology.provisioning.TopologySetup;

/**
 * The main class: runs the routes of this package and of {@code application.properties} by camel-main. With arguments
 * it runs a command instead.
 */
public final class Application {
    private Application() {}

    public static void main(String... arguments) {
        if (arguments.length > 0) {
            System.exit(command(AwsClients::fromEnvironment, List.of(), arguments));
        }
        try (AwsClients aws = AwsClients.fromEnvironment()) {
            System.exit(run(caravan(aws), Running::log));
        } catch (SdkClientException e) {
            System.err.println("AWS is not configured: " + e.getMessage());
            System.exit(ExitCode.CONFIGURATION.number());
        }
    }

    /** Camel Main with Caravan's components, routes and checks, ready to run. */
    public static Main caravan(AwsClients aws) {
        return caravan(aws, main -> {});
    }

    /**
     * The same with more settings and parts, also for each reload.
     *
     * @param more adds them
     */
    public static Main caravan(AwsClients aws, Consumer<Main> more) {
        Main main = unconnected();
        main.addMainListener(new FreePorts());
        connect(main, aws);
        main.addMainListener(new RouteMetrics());
        main.addMainListener(new ReloadSetup(() -> candidate(aws, main.getCamelContext(), more)));
        more.accept(main);
        return main;
    }

    /** The same application with all its checks, to be read and not to be started. It leaves the log's level alone. */
    private static Main candidate(AwsClients aws, CamelContext running, Consumer<Main> more) {
        Main main = unlogged();
        main.bind("telemetry", OpenTelemetry.noop());
        main.addMainListener(new LogLevel(false));
        main.addMainListener(new FreePorts(FreePorts.of(running)));
        connect(main, aws);
        more.accept(main);
        return main;
    }

    private static void connect(Main main, AwsClients aws) {
        main.bind("sqs", aws.sqs());
        main.bind("sns", aws.sns());
        main.bind("dynamoDb", aws.dynamoDb());
        main.addMainListener(new DefaultCredentials());
        main.addMainListener(new Connections());
        main.addMainListener(new AdmissionSetup());
        main.addMainListener(new WebhookSetup());
        main.addMainListener(new InboxSetup());
        main.addMainListener(new Unserved());
        main.addMainListener(new LedgerSetup(aws.dynamoDb()));
        main.addMainListener(new HistorySetup());
        main.addMainListener(new DeadLettersSetup(aws.sqs()));
        main.addMainListener(new ConsoleSetup());
        main.addMainListener(new DeadLettersOverHttpSetup());
        main.addMainListener(new LiveSetup(aws.sqs()));
        main.addMainListener(new InboxesSetup(aws.sqs(), aws.sns(), DeadLettersSetup::auditRetention));
        main.addMainListener(new TracesSetup());
        main.addMainListener(new CostSetup(aws.calls()));
        main.addMainListener(new BacklogSetup());
        TopologySetup topology = new TopologySetup(aws.sqs(), aws.sns(), aws.dynamoDb());
        main.addMainListener(topology);
        main.bind("topics", (TopicMaker) topology::makeTopic);
        main.bind("subscribers", new AwaitedSubscriptions(aws.sns()));
        WaitingRoutes waiting = new WaitingRoutes();
        main.bind("waiting-routes", waiting);
        main.bind("waiting-routes-health", waiting.health());
    }

    /** Camel Main without AWS clients, only to be read by {@link Topology#configured}. */
    public static Main unconnected() {
        Main main = unlogged();
        main.addMainListener(new LogLevel());
        return main;
    }

    private static Main unlogged() {
        Main main = new Main(Application.class);
        settings().forEach((name, value) -> main.addInitialProperty((String) name, (String) value));
        // Test routes may be on the same class path; they are not part of the application.
        main.configure().setJavaRoutesExcludePattern("**/*Test*");
        main.bind("aws2-sqs", new SqsComponent());
        main.bind("aws2-sns", new SnsComponent());
        main.bind("platform-http-engine", new FrontDoor());
        main.bind("json-of-expressions", Simple.json());
        main.bind("direct", new GatedDirect());
        main.addMainListener(new ConfigurationCheck());
        return main;
    }

    /** The application's own defaults, whichever routes it has. */
    static Properties settings() {
        Properties settings = new Properties();
        try (InputStream file = Application.class.getResourceAsStream("/caravan.properties")) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /**
     * Runs the command that the arguments name.
     *
     * @param more commands beside those that every application has
     */
    static int command(Supplier<AwsClients> aws, List<Object> more, String... arguments) {
        ConsoleLog.ofCommand();
        Installation caravan = new Installation(
            aws,
            () -> Topology.configured(unconnected()),
            () -> PropertiesReader.read(settings(), OperatorSettings::of),
            () -> new Stages(PropertiesReader.read(settings(), Application::stage), Application::topologyOf),
            address -> PropertiesReader.read(settings(), context -> RunningProcess.of(context, address)),
            Stream.concat(Stream.of(new InboxTokenCommand(Application::property)), more.stream()).toList());
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return Caravan.run(arguments, caravan, System.in, out, err).number();
    }

    private static String property(String name) {
        return PropertiesReader.read(
            settings(), context -> context.resolvePropertyPlaceholders("{{" + name + ":}}"));
    }

    private static Optional<String> stage(CamelContext context) {
        return Optional.of(context.resolvePropertyPlaceholders("{{" + Stages.PROPERTY + ":}}"))
                .filter(stage -> !stage.isBlank());
    }

    private static Topology topologyOf(String stage) {
        Main main = unconnected();
        main.addOverrideProperty(Stages.PROPERTY, stage);
        return Topology.configured(main);
    }

    /**
     * Runs until the process is stopped. A refused start prints one line for each mistake.
     *
     * @param running called once the application runs
     */
    static int run(Main main, Consumer<CamelContext> running) {
        main.addMainListener(new Running(running.andThen(Application::reloadBySignal)));
        try {
            main.run();
            return main.getExitCode();
        } catch (Exception e) {
            CamelContext context = main.getCamelContext();
            Optional<ConfigurationException> mistake =
                context == null ? Optional.empty() : ConfigurationException.in(e, context);
            return refused(mistake.<Exception>map(found -> found).orElse(e)).number();
        }
    }

    private static void reloadBySignal(CamelContext context) {
        HangUp.handle(context.getRegistry().findSingleByType(ReloadSignal.class)::received);
    }

    /** Prints why a start was refused, one line for each mistake. */
    static ExitCode refused(Exception start) {
        Optional<ConfigurationException> configuration = ConfigurationException.in(start);
        if (configuration.isPresent()) {
            configuration.get().mistakes().stream().map(SafeText::line).forEach(System.err::println);
            return ExitCode.CONFIGURATION;
        }
        Optional<PortsTakenException> ports = PortsTakenException.in(start);
        if (ports.isPresent()) {
            ports.get().lines().forEach(System.err::println);
            return ExitCode.CONFLICT;
        }
        start.printStackTrace();
        return ExitCode.DEFECT;
    }
}
