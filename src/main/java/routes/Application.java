package routes;

import aws.AwsClients;
import commands.Caravan;
import commands.Installation;
import commands.OperatorSettings;
import configuration.ConfigurationCheck;
import configuration.ConfigurationException;
import configuration.PropertiesReader;
import cost.CostSetup;
import deadletters.DeadLettersSetup;
import deadletters.http.DeadLettersOverHttpSetup;
import delivery.RouteMetrics;
import delivery.SqsComponent;
import history.HistorySetup;
import http.AdmissionSetup;
import http.Connections;
import http.FreePorts;
import http.FrontDoor;
import http.PortsTakenException;
import http.Unserved;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import ledger.LedgerSetup;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import process.SafeText;
import process.ConsoleLog;
import process.ExitCode;
import process.LogLevel;
import process.Running;
import publishing.SnsComponent;
import publishing.TopicMaker;
import publishing.WaitingRoutes;
import software.amazon.awssdk.core.exception.SdkClientException;
import topology.Topology;
import topology.provisioning.AwaitedSubscriptions;
import topology.provisioning.TopologySetup;

/**
 * Caravan's entry: the routes of this package and of {@code application.properties}, run by camel-main. With arguments it
 * does what they say, and ends.
 */
public final class Application {
    private Application() {}

    public static void main(String... arguments) {
        if (arguments.length > 0) {
            System.exit(command(AwsClients::fromEnvironment, arguments));
        }
        try (AwsClients aws = AwsClients.fromEnvironment()) {
            System.exit(run(caravan(aws), Running::log));
        } catch (SdkClientException e) {
            System.err.println("AWS is not configured: " + e.getMessage());
            System.exit(ExitCode.CONFIGURATION.number());
        }
    }

    /** Camel's main with Caravan's components, routes and checks, ready to be run. */
    public static Main caravan(AwsClients aws) {
        Main main = unconnected();
        main.bind("sqs", aws.sqs());
        main.bind("sns", aws.sns());
        main.bind("dynamoDb", aws.dynamoDb());
        main.addMainListener(new FreePorts());
        main.addMainListener(new Connections());
        main.addMainListener(new AdmissionSetup());
        main.addMainListener(new Unserved());
        main.addMainListener(new LedgerSetup(aws.dynamoDb()));
        main.addMainListener(new HistorySetup());
        main.addMainListener(new DeadLettersSetup(aws.sqs()));
        main.addMainListener(new DeadLettersOverHttpSetup());
        main.addMainListener(new CostSetup(aws.calls()));
        main.addMainListener(new RouteMetrics());
        TopologySetup topology = new TopologySetup(aws.sqs(), aws.sns(), aws.dynamoDb());
        main.addMainListener(topology);
        main.bind("topics", (TopicMaker) topology::makeTopic);
        main.bind("subscribers", new AwaitedSubscriptions(aws.sns()));
        WaitingRoutes waiting = new WaitingRoutes();
        main.bind("waiting-routes", waiting);
        main.bind("waiting-routes-health", waiting.health());
        return main;
    }

    /** The same, ready to be read by {@link Topology#configured} and by nobody else. */
    public static Main unconnected() {
        Main main = new Main(Application.class);
        settings().forEach((name, value) -> main.addInitialProperty((String) name, (String) value));
        // A test may stand beside the route it tests; its own routes are not the application's.
        main.configure().setJavaRoutesExcludePattern("**/*Test*");
        main.bind("aws2-sqs", new SqsComponent());
        main.bind("aws2-sns", new SnsComponent());
        main.bind("platform-http-engine", new FrontDoor());
        main.addMainListener(new LogLevel());
        main.addMainListener(new ConfigurationCheck());
        return main;
    }

    /** The application's own settings, which hold whichever routes it is given, unless they are overridden. */
    static Properties settings() {
        Properties settings = new Properties();
        try (InputStream file = Application.class.getResourceAsStream("/caravan.properties")) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /** Does what the arguments say. */
    static int command(Supplier<AwsClients> aws, String... arguments) {
        ConsoleLog.ofCommand();
        Installation caravan = new Installation(
            aws,
            () -> Topology.configured(unconnected()),
            () -> PropertiesReader.read(settings(), OperatorSettings::of));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return Caravan.run(arguments, caravan, System.in, out, err).number();
    }

    /**
     * Runs until it is told to stop. A start that is refused ends with one line for each mistake.
     *
     * @param running is told when it runs
     */
    static int run(Main main, Consumer<CamelContext> running) {
        main.addMainListener(new Running(running));
        try {
            main.run();
            return main.getExitCode();
        } catch (Exception e) {
            return refused(e).number();
        }
    }

    /** Says what is wrong, one line for each mistake. */
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
