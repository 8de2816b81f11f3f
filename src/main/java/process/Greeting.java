package process;

import configuration.ConfiguredRoute;
import configuration.Tree;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * Prints what a local run shows at its start: what runs, where, and which commands to try next with these routes.
 *
 * @param caravan the command line that reaches this run
 * @param aws the endpoints of the services inside the JVM
 * @param demo the command that publishes events of the sample
 */
public record Greeting(String caravan, Aws aws, Demo demo) implements Consumer<CamelContext> {
    /** The path to which the sample's page connects. */
    private static final String PAGE_OF = "/inbox/{client}";

    /** The endpoints of the AWS inside the JVM. */
    public record Aws(String sqs, String sns, String dynamoDb) {}

    /**
     * A command that publishes to this run over HTTP.
     *
     * @param script the script that runs commands
     * @param paths the paths to which the command publishes; the run must serve all of them
     * @param property the property for the port on which the run listens
     * @param usual the port that the command assumes
     */
    public record Demo(String script, List<String> paths, String property, int usual) {
        private String line(int port, String command) {
            return script + (port == usual ? "" : " -D%s=%d".formatted(property, port)) + " " + command;
        }

        private boolean fits(List<ConfiguredRoute> routes) {
            return paths.stream().allMatch(path -> routes.stream().anyMatch(route -> isPublishedAt(path, route)));
        }

        private static boolean isPublishedAt(String path, ConfiguredRoute route) {
            return route.parameters().getOrDefault("from", "").startsWith("platform-http:" + path);
        }
    }

    @Override
    public void accept(CamelContext context) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        out.println();
        out.println("Caravan runs, on an AWS inside this JVM.");
        out.println();
        out.println(Tree.of(context.getRegistry()));
        Addresses addresses = Addresses.of(context);
        out.println("Listening: " + addresses);
        boolean isOpen = Loopback.isAllOf(context);
        if (isOpen) {
            out.println("           open to every program on this machine: neither callers nor operators need a token");
        }
        out.println("           SQS %s · SNS %s · DynamoDB %s".formatted(aws.sqs(), aws.sns(), aws.dynamoDb()));
        out.println();
        out.println("Try next, in another terminal:");
        List<ConfiguredRoute> routes = ConfiguredRoute.in(context.getRegistry());
        new FirstEvent(addresses.http(), aws).into(routes).ifPresent(line -> out.println("  " + line));
        addresses.http().ifPresent(http -> tryInABrowser(http, isOpen, routes, out));
        out.println("  %s event ID            # who has received it, who has finished it".formatted(caravan));
        out.println("  %s dead-letters list   # what could not be handled".formatted(caravan));
        out.println("Stop with Ctrl-C.");
        out.println();
    }

    /**
     * Prints commands and pages to try. The demo and the inbox's page need a run that is open to every program on this
     * machine.
     */
    private void tryInABrowser(String http, boolean isOpen, List<ConfiguredRoute> routes, PrintWriter out) {
        if (isOpen && demo.fits(routes)) {
            out.println("  %s   # a few events a second, some of which fail"
                    .formatted(demo.line(URI.create(http).getPort(), "demo")));
        }
        out.println("  %s   # after you have changed a route or a handler"
                .formatted(demo.line(URI.create(http).getPort(), "reload")));
        out.println("  %s/caravan/console   # in a browser: what flows, what failed and why".formatted(http));
        if (isOpen
                && routes.stream()
                        .anyMatch(route -> PAGE_OF.equals(route.parameters().get("path")))) {
            out.println("  %s/sample/inbox.html   # in another window: a client of the inbox, and what it gets"
                    .formatted(http));
        }
    }
}
