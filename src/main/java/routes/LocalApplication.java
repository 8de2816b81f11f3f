package routes;

import aws.AwsClients;
import console.Operators;
import inbox.EveryClient;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import local.LocalCloud;
import local.http.PortTakenException;
import org.apache.camel.main.Main;
import process.ExitCode;
import process.Greeting;
import shop.AuditTable;
import shop.demo.DemoCommand;

/**
 * The main class of a local run: an AWS inside this JVM, and the application on it. With arguments it runs a command
 * against a local run in another process.
 */
public final class LocalApplication {
    private LocalApplication() {}

    public static void main(String... arguments) {
        System.exit(arguments.length > 0 ? command(arguments) : run());
    }

    private static int command(String... arguments) {
        DemoCommand demo = new DemoCommand(LocalApplicationPorts::http, LocalApplicationPorts.script());
        return Application.command(LocalApplicationPorts::clients, List.of(demo), arguments);
    }

    private static int run() {
        try {
            return run(LocalApplicationPorts.read());
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
            Main caravan = ApplicationParts.connected(aws, main -> {
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

    /** The greeting, with the options by which a command finds this run on ports other than the default ones. */
    private static Greeting greeting(LocalCloud cloud) {
        StringBuilder caravan = new StringBuilder(LocalApplicationPorts.script());
        LocalCloud.Ports usual = LocalCloud.Ports.USUAL;
        caravan.append(elsewhere(LocalApplicationPorts.SQS, cloud.sqsEndpoint(), usual.sqs()));
        caravan.append(elsewhere(LocalApplicationPorts.SNS, cloud.snsEndpoint(), usual.sns()));
        caravan.append(elsewhere(LocalApplicationPorts.DYNAMODB, cloud.dynamoDbEndpoint(), usual.dynamoDb()));
        return new Greeting(
            caravan.toString(),
            new Greeting.Aws(
                cloud.sqsEndpoint().toString(), cloud.snsEndpoint().toString(), cloud.dynamoDbEndpoint().toString()),
            new Greeting.Demo(LocalApplicationPorts.script(), DemoCommand.PATHS, LocalApplicationPorts.HTTP, LocalApplicationPorts.USUAL_HTTP));
    }

    private static String elsewhere(String property, URI endpoint, int usual) {
        return endpoint.getPort() == usual ? "" : " -D%s=%d".formatted(property, endpoint.getPort());
    }
}
