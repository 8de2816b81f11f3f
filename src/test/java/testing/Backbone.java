package testing;

import aws.AwsClients;
import delivery.SqsComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import local.LocalCloud;
import local.ProxiedCloud;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.main.Main;
import routes.ApplicationParts;

/**
 * Caravan on an AWS of its own, for a test. It uses free ports. A proxy in front of each service records the calls and
 * injects faults.
 *
 * <pre>{@code
 * try (Backbone backbone = Backbone.of("""
 *         camel.route-template[billing].template-id = polling-consumer
 *         camel.route-template[billing].queue       = billing
 *         camel.route-template[billing].handler     = mock:bill
 *         """).start()) { … }
 * }</pre>
 */
public final class Backbone implements AutoCloseable {
    private final ProxiedCloud cloud;
    private final boolean isCloudOurs;
    private final AwsClients behind;
    private final Main main;
    private final List<Consumer<Main>> given = new ArrayList<>();

    private Backbone(ProxiedCloud cloud, boolean isCloudOurs) {
        this.cloud = cloud;
        this.isCloudOurs = isCloudOurs;
        behind = AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
        main = ApplicationParts.connected(behind, again -> given.forEach(step -> step.accept(again)));
        given(Backbone::quick);
    }

    private static void quick(Main main) {
        // Short polls, because a stop waits for polls in flight.
        main.addInitialProperty("camel.component.aws2-sqs.wait-time-seconds", "1");
        main.addInitialProperty("camel.main.shutdown-timeout", "20");
        // Tests that count requests do not expect the calls of this metric.
        main.addInitialProperty("metrics.backlog", "off");
        // Short times, so that no test waits for ten seconds to see a new figure, or a pause of another process.
        main.addInitialProperty("console.refresh", "2s");
        main.addInitialProperty("ledger.pauses", "2s");
        // A short linger, because tests do not need deletes that wait for others.
        main.bind("aws2-sqs", new SqsComponent(Duration.ofMillis(50)));
        main.addInitialProperty("listen.http", "0");
        main.addInitialProperty("listen.management", "0");
        main.addInitialProperty("camel.management.enabled", "false");
    }

    /** Applies a step to the application, and to each application that a reload creates. */
    private void given(Consumer<Main> step) {
        given.add(step);
        step.accept(main);
    }

    /** The application with the shipped {@code application.properties}. */
    public static Backbone shipped() {
        Backbone shipped = new Backbone(LocalCloud.withProxies(), true);
        shipped.main.addInitialProperty("inbox.secret", "a secret that only tests have");
        return shipped;
    }

    /** An application with these routes only, in the syntax of {@code application.properties}. */
    public static Backbone of(String properties) {
        return of(properties, new Backbone(LocalCloud.withProxies(), true));
    }

    /** Another application with these routes, on the AWS of an existing one. That AWS ends with the existing application. */
    public static Backbone beside(Backbone other, String properties) {
        return of(properties, new Backbone(other.cloud, false));
    }

    /**
     * An application with the routes of a properties file and of the folder {@code routes} next to it. Both can be
     * changed and reloaded.
     */
    public static Backbone reading(Path properties) {
        Backbone backbone = new Backbone(LocalCloud.withProxies(), true);
        backbone.given(main -> main.setPropertyPlaceholderLocations("file:" + properties));
        return backbone;
    }

    private static Backbone of(String properties, Backbone backbone) {
        backbone.given(main -> {
            main.setPropertyPlaceholderLocations("false");
            properties.lines().filter(line -> line.contains("=")).forEach(line -> {
                int equals = line.indexOf('=');
                main.addInitialProperty(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            });
        });
        return backbone;
    }

    /** Sets a property, whatever the configuration says. */
    public Backbone property(String name, String value) {
        given(one -> one.addOverrideProperty(name, value));
        return this;
    }

    /** Binds a part in the application's registry. */
    public Backbone bind(String name, Object part) {
        given(one -> {
            if (one == main || !(part instanceof CamelContextAware)) {
                one.bind(name, part);
            }
        });
        return this;
    }

    /** Adds routes, such as handlers. */
    public Backbone routes(RouteBuilder routes) {
        main.configure().addRoutesBuilder(routes);
        return this;
    }

    /** Does something on AWS before the start. */
    public Backbone before(Consumer<AwsClients> given) {
        given.accept(behind);
        return this;
    }

    /** @throws configuration.ConfigurationException among the causes if the configuration is refused */
    public Backbone start() {
        main.start();
        return this;
    }

    public ProxiedCloud cloud() {
        return cloud;
    }

    /** Clients of the same AWS, whose calls are recorded as well. */
    public AwsClients aws() {
        return behind;
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    /** The address on which the HTTP routes listen. */
    public URI http() {
        return URI.create("http://127.0.0.1:"
                + context().hasService(VertxPlatformHttpServer.class).getPort());
    }

    @Override
    public void close() {
        if (isCloudOurs) {
            cloud.sqs().faults().clear();
            cloud.sns().faults().clear();
            cloud.dynamoDb().faults().clear();
            if (context() != null) {
                LongPolls.end(context(), cloud.sqs());
            }
        }
        main.stop();
        behind.close();
        if (isCloudOurs) {
            cloud.close();
        }
    }
}
