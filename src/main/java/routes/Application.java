package routes;

import aws.AwsClients;
import configuration.ConfigurationCheck;
import configuration.ConfigurationException;
import delivery.SqsComponent;
import java.util.Optional;
import ledger.LedgerSetup;
import org.apache.camel.main.Main;
import publishing.SnsComponent;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Caravan's entry: the routes of this package and of {@code application.properties}, run by camel-main. */
public final class Application {
    /** The exit code for a configuration that is refused. */
    static final int REFUSED = 2;

    private Application() {}

    public static void main(String... arguments) throws Exception {
        try (AwsClients aws = AwsClients.fromEnvironment()) {
            System.exit(run(caravan(aws), arguments));
        } catch (SdkClientException e) {
            System.err.println("AWS is not configured: " + e.getMessage());
            System.exit(REFUSED);
        }
    }

    /** Camel's main with Caravan's components, routes and checks, ready to be run. */
    public static Main caravan(AwsClients aws) {
        Main main = new Main(Application.class);
        // A test may stand beside the route it tests; its own routes are not the application's.
        main.configure().setJavaRoutesExcludePattern("**/*Test*");
        main.bind("sqs", aws.sqs());
        main.bind("sns", aws.sns());
        main.bind("dynamoDb", aws.dynamoDb());
        main.bind("aws2-sqs", new SqsComponent());
        main.bind("aws2-sns", new SnsComponent());
        main.addMainListener(new ConfigurationCheck());
        main.addMainListener(new LedgerSetup(aws.dynamoDb()));
        return main;
    }

    /** Runs until it is told to stop. A configuration that is refused ends it with one line for each mistake. */
    static int run(Main main, String... arguments) throws Exception {
        try {
            return main.run(arguments);
        } catch (Exception e) {
            Optional<ConfigurationException> refusal = ConfigurationException.in(e);
            if (refusal.isEmpty()) {
                throw e;
            }
            System.err.println(refusal.get().getMessage());
            return REFUSED;
        }
    }
}
