package routes;

import aws.AwsClients;
import configuration.ConfigurationException;
import configuration.PropertiesReader;
import configuration.Rule;
import configuration.Rules;
import console.Operators;
import inbox.EveryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import local.LocalCloud;
import local.http.PortTakenException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import process.ExitCode;
import process.Greeting;
import process.LogLevel;
import shop.AuditTable;
import shop.demo.DemoCommand;

/**
 * The main class of a local run: an AWS inside this JVM, and the application on it. With arguments it runs a command
 * against a local run in another process.
 */
public final class LocalApplication {
    private static final Rule PORT = Rules.between(0, 65_535);
    private static final String SQS = "listen.sqs";
    private static final String SNS = "listen.sns";
    private static final String DYNAMODB = "listen.dynamodb";
    private static final String HTTP = "listen.http";
    private static final int USUAL_HTTP = 8080;

    private LocalApplication() {}

    public static void main(String... arguments) {
        System.exit(arguments.length > 0 ? command(arguments) : run());
    }

    private static int command(String... arguments) {
        DemoCommand demo = new DemoCommand(LocalApplication::http, script());
        return Application.command(LocalApplication::clients, List.of(demo), arguments);
    }

    private static int run() {
        try {
            return run(PropertiesReader.read(Application.settings(), LocalApplication::ports));
        } catch (PortTakenException e) {
            System.err.println(e.getMessage() + "; another one: -Dlisten." + e.service().toLowerCase(Locale.ROOT) + "=" + (e.port() + 1));
            return ExitCode.CONFLICT.number();
        } catch (RuntimeException e) {
            return Application.refused(e).number();
        }
    }

    private static int run(LocalCloud.Ports ports) {
        try (LocalCloud cloud = LocalCloud.start(ports);
                AwsClients aws = AwsClients.of(cloud.sqsEndpoint(), cloud.snsEndpoint(), cloud.dynamoDbEndpoint())) {
            AuditTable.make(aws.dynamoDb());
            Main caravan = Application.caravan(aws, main -> {
                main.bind("operators", Operators.everybody());
                main.bind("every-client", new EveryClient());
                main.addInitialProperty("sample.pages", "true");
                // A stop waits for polls in flight; 20 seconds after Ctrl-C would be too long.
                main.addInitialProperty("camel.component.aws2-sqs.wait-time-seconds", "2");
                // The local SNS signs with its own certificate.
                main.addInitialProperty("sns.local", cloud.snsEndpoint().toString());
            });
            return Application.run(caravan, greeting(cloud));
        }
    }

    /** Tells how a command finds this run, even on other ports than the usual ones. */
    private static Greeting greeting(LocalCloud cloud) {
        StringBuilder caravan = new StringBuilder(script());
        LocalCloud.Ports usual = LocalCloud.Ports.USUAL;
        caravan.append(elsewhere(SQS, cloud.sqsEndpoint(), usual.sqs()));
        caravan.append(elsewhere(SNS, cloud.snsEndpoint(), usual.sns()));
        caravan.append(elsewhere(DYNAMODB, cloud.dynamoDbEndpoint(), usual.dynamoDb()));
        return new Greeting(
            caravan.toString(),
            new Greeting.Aws(
                cloud.sqsEndpoint().toString(), cloud.snsEndpoint().toString(), cloud.dynamoDbEndpoint().toString()),
            new Greeting.Demo(script(), DemoCommand.PATHS, HTTP, USUAL_HTTP));
    }

    private static String elsewhere(String property, URI endpoint, int usual) {
        return endpoint.getPort() == usual ? "" : " -D%s=%d".formatted(property, endpoint.getPort());
    }

    /** Where a local run with the same properties serves HTTP: on loopback, whatever {@code listen.host} says. */
    private static URI http() {
        return PropertiesReader.read(Application.settings(), context -> {
            List<String> mistakes = new ArrayList<>();
            int port = port(context, HTTP, USUAL_HTTP, mistakes);
            if (!mistakes.isEmpty()) {
                throw new ConfigurationException(mistakes);
            }
            return at(port);
        });
    }

    private static AwsClients clients() {
        LocalCloud.Ports ports = PropertiesReader.read(Application.settings(), LocalApplication::ports);
        refuseWithoutLocalRun(ports.sqs());
        return AwsClients.of(at(ports.sqs()), at(ports.sns()), at(ports.dynamoDb()));
    }

    /** Fails at once; the SDK would make eight attempts first. */
    private static void refuseWithoutLocalRun(int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(new ConnectException(
                "no local run listens on port %d: start one by %s, or give its address by -D%s".formatted(port, script(), SQS)));
        }
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The command by which the script was called. */
    private static String script() {
        return System.getProperty("caravan.script", "./caravan");
    }

    /** @throws ConfigurationException if a port is wrong, with one line for each */
    private static LocalCloud.Ports ports(CamelContext context) {
        LogLevel.read(context);
        List<String> mistakes = new ArrayList<>();
        LocalCloud.Ports usual = LocalCloud.Ports.USUAL;
        LocalCloud.Ports ports = new LocalCloud.Ports(
            port(context, SQS, usual.sqs(), mistakes),
            port(context, SNS, usual.sns(), mistakes),
            port(context, DYNAMODB, usual.dynamoDb(), mistakes));
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return ports;
    }

    private static int port(CamelContext context, String property, int otherwise, List<String> mistakes) {
        String port = context.resolvePropertyPlaceholders("{{" + property + ":" + otherwise + "}}");
        return PORT.objection(port)
            .map(allowed -> {
                mistakes.add("%s = %s: must be %s".formatted(property, port, allowed));
                return otherwise;
            })
            .orElseGet(() -> Integer.parseInt(port));
    }
}
