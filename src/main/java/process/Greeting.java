package process;

import configuration.ConfiguredRoute;
import configuration.Tree;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * Prints what a local run shows at its start: what runs, where, and which commands to try next with these routes.
 *
 * @param caravan the command line that reaches this run
 * @param aws the endpoints of the services inside the JVM
 */
public record Greeting(String caravan, Aws aws) implements Consumer<CamelContext> {
    /** The endpoints of the AWS inside the JVM. */
    public record Aws(String sqs, String sns, String dynamoDb) {}

    @Override
    public void accept(CamelContext context) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        out.println();
        out.println("Caravan runs, on an AWS inside this JVM.");
        out.println();
        out.println(Tree.of(context.getRegistry()));
        Addresses addresses = Addresses.of(context);
        out.println("Listening: " + addresses);
        if (Loopback.isAllOf(context)) {
            out.println("           open to every program on this machine: neither callers nor operators need a token");
        }
        out.println("           SQS %s · SNS %s · DynamoDB %s".formatted(aws.sqs(), aws.sns(), aws.dynamoDb()));
        out.println();
        out.println("Try next, in another terminal:");
        new FirstEvent(addresses.http(), aws)
                .into(ConfiguredRoute.in(context.getRegistry()))
                .ifPresent(line -> out.println("  " + line));
        out.println("  %s event ID            # who has received it, who has finished it".formatted(caravan));
        out.println("  %s dead-letters list   # what could not be handled".formatted(caravan));
        out.println("Stop with Ctrl-C.");
        out.println();
    }
}
