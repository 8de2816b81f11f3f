package routes;

import aws.AwsClients;
import configuration.Tree;
import deadletters.http.Access;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import local.LocalCloud;
import local.http.PortTakenException;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import shop.AuditTable;

/**
 * The entry for a local run: an AWS inside this JVM, and the application on it. With arguments it does what they say, to a
 * local run that another process has started.
 */
public final class LocalApplication {
    private LocalApplication() {}

    public static void main(String... arguments) throws Exception {
        LocalCloud.Ports usual = LocalCloud.Ports.USUAL;
        LocalCloud.Ports ports = new LocalCloud.Ports(
            port("listen.sqs", usual.sqs()), port("listen.sns", usual.sns()), port("listen.dynamodb", usual.dynamoDb()));
        System.exit(arguments.length > 0 ? Application.command(() -> clients(ports), arguments) : run(ports));
    }

    private static int run(LocalCloud.Ports ports) throws Exception {
        try (LocalCloud cloud = LocalCloud.start(ports);
                AwsClients aws = AwsClients.of(cloud.sqsEndpoint(), cloud.snsEndpoint(), cloud.dynamoDbEndpoint())) {
            AuditTable.make(aws.dynamoDb());
            Main main = Application.caravan(aws);
            main.bind("operators", Access.everybody());
            // A stop waits for the polls under way; nobody waits 20 seconds after Ctrl-C.
            main.addInitialProperty("camel.component.aws2-sqs.wait-time-seconds", "2");
            // It signs with a certificate of its own.
            main.addInitialProperty("sns.local", cloud.snsEndpoint().toString());
            main.addMainListener(new Greeting(cloud));
            return Application.run(main);
        } catch (PortTakenException e) {
            System.err.println(e.getMessage() + "; another one: -Dlisten." + e.service().toLowerCase(Locale.ROOT) + "=" + (e.port() + 1));
            return Application.REFUSED;
        }
    }

    private static AwsClients clients(LocalCloud.Ports ports) {
        String host = "http://127.0.0.1:";
        return AwsClients.of(
            URI.create(host + ports.sqs()), URI.create(host + ports.sns()), URI.create(host + ports.dynamoDb()));
    }

    private static int port(String property, int otherwise) {
        String variable = System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        return Integer.getInteger(property, variable == null ? otherwise : Integer.parseInt(variable));
    }

    /** Says what runs, where, and what to try next, as soon as every route runs. */
    private static final class Greeting extends MainListenerSupport {
        private final LocalCloud cloud;

        Greeting(LocalCloud cloud) {
            this.cloud = cloud;
        }

        /** The supervising route controller starts the routes after the application. */
        @Override
        public void afterStart(BaseMainSupport main) {
            CamelContext context = main.getCamelContext();
            ScheduledExecutorService look = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "Greeting");
            look.scheduleWithFixedDelay(() -> {
                if (context.getRoutes().stream().allMatch(route -> isStarted(context, route))) {
                    say(context);
                    look.shutdown();
                }
            }, 0, 100, TimeUnit.MILLISECONDS);
        }

        private static boolean isStarted(CamelContext context, Route route) {
            return context.getRouteController().getRouteStatus(route.getId()).isStarted();
        }

        private void say(CamelContext context) {
            String http = context.resolvePropertyPlaceholders("http://{{listen.host}}:{{listen.http}}");
            String management = context.resolvePropertyPlaceholders("http://{{listen.host}}:{{listen.management}}");
            System.out.println("""

                Caravan runs, on an AWS inside this JVM.

                %s
                Listening: HTTP %s · health and metrics %s/observe/health
                           SQS %s · SNS %s · DynamoDB %s

                Try next, in another terminal:
                  curl -i %s/events/orders -H 'Content-Type: application/json' -d '{"order":1,"amount":42}'
                  curl %s/caravan/events/ID        # the ID of the answer: who has received it, who has finished it
                  AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 \\
                    aws sqs get-queue-attributes --attribute-names All --queue-url %s/000000000000/billing --endpoint-url %s
                Stop with Ctrl-C.
                """.formatted(Tree.of(context.getRegistry()), http, management,
                    cloud.sqsEndpoint(), cloud.snsEndpoint(), cloud.dynamoDbEndpoint(),
                    http, http, cloud.sqsEndpoint(), cloud.sqsEndpoint()));
        }
    }
}
