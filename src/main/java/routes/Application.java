package routes;

import aws.AwsClients;
import commands.Caravan;
import commands.InboxTokenCommand;
import commands.Installation;
import commands.OperatorSettings;
import commands.RunningProcess;
import commands.Stages;
import configuration.ConfigurationException;
import configuration.PropertiesReader;
import http.PortsTakenException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import process.SafeText;
import process.ConsoleLog;
import process.ExitCode;
import process.HangUp;
import process.Running;
import reload.ReloadSignal;
import software.amazon.awssdk.core.exception.SdkClientException;
import topology.Topology;

/**
 * The main class: runs the routes of this package and of {@code application.properties} with camel-main. With arguments
 * it runs a command instead.
 */
public final class Application {
    private Application() {}

    public static void main(String... arguments) {
        if (arguments.length > 0) {
            System.exit(command(AwsClients::fromEnvironment, List.of(), arguments));
        }
        try (AwsClients aws = AwsClients.fromEnvironment()) {
            System.exit(run(ApplicationParts.connected(aws), Running::log));
        } catch (SdkClientException e) {
            System.err.println("AWS is not configured: " + e.getMessage());
            System.exit(ExitCode.CONFIGURATION.number());
        }
    }

    /**
     * Runs the command that the arguments name.
     *
     * @param more commands in addition to those that every application has
     */
    static int command(Supplier<AwsClients> aws, List<Object> more, String... arguments) {
        ConsoleLog.ofCommand();
        Installation caravan = new Installation(
            aws,
            () -> Topology.configured(ApplicationParts.unconnected()),
            () -> PropertiesReader.read(ApplicationParts.settings(), OperatorSettings::of),
            () -> new Stages(PropertiesReader.read(ApplicationParts.settings(), Application::stage), Application::topologyOf),
            address -> PropertiesReader.read(ApplicationParts.settings(), context -> RunningProcess.of(context, address)),
            Stream.concat(Stream.of(new InboxTokenCommand(Application::property)), more.stream()).toList());
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return Caravan.run(arguments, caravan, System.in, out, err).number();
    }

    private static String property(String name) {
        return PropertiesReader.read(
            ApplicationParts.settings(), context -> context.resolvePropertyPlaceholders("{{" + name + ":}}"));
    }

    private static Optional<String> stage(CamelContext context) {
        return Optional.of(context.resolvePropertyPlaceholders("{{" + Stages.PROPERTY + ":}}"))
                .filter(stage -> !stage.isBlank());
    }

    private static Topology topologyOf(String stage) {
        Main main = ApplicationParts.unconnected();
        main.addOverrideProperty(Stages.PROPERTY, stage);
        return Topology.configured(main);
    }

    /**
     * Runs until the process is stopped. A refused start prints one line for each mistake.
     *
     * @param running called as soon as the application runs
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
