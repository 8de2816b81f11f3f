package http;

import configuration.CheckedProperty;
import configuration.ConfigurationException;
import configuration.Durations;
import configuration.Rules;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Sets how many HTTP requests are worked on at once, and how long a connection may be idle, on both ports. A connection that was
 * idle for {@code listen.idle-timeout} is closed, so an incomplete request cannot occupy it without limit.
 */
public final class Connections extends MainListenerSupport {
    /**
     * The subprotocol of WebSockets that carry structured CloudEvents. A browser closes the connection if the server does not
     * name it.
     */
    public static final String CLOUD_EVENTS = "cloudevents.json";

    /** The largest message that a WebSocket's client may send. The receiver has a lower limit, and closes with a reason. */
    private static final int WEB_SOCKET_BYTES = 2 * 1024 * 1024;

    /** Requests at once; each holds a thread until SNS has its event. */
    static final int THREADS = 100;

    private static final CheckedProperty IDLE_TIMEOUT =
            new CheckedProperty("listen.idle-timeout", "65s", Rules.duration("1s", "1h"));
    private static final CheckedProperty WAITING =
            new CheckedProperty("listen.waiting", "400", Rules.between(0, 100_000));

    /** @throws ConfigurationException if a setting is not valid */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Duration idle = idleTimeout(context);
        waiting(context);
        // New options for each server, because Vert.x removes the factory from the options.
        context.getRegistry().bindAsPrototype("vertx-options", VertxOptions.class, () -> options(context, idle));
    }

    @SuppressWarnings("deprecation") // the new way needs a Vertx, but Camel makes its own from these options
    private static VertxOptions options(CamelContext context, Duration idle) {
        return new VertxOptions()
                .setWorkerPoolSize(THREADS)
                .setMetricsOptions(
                        new MetricsOptions().setEnabled(true).setFactory(options -> new Listening(context, idle)));
    }

    /** How long a connection may be idle. */
    public static Duration idleTimeout(CamelContext context) {
        return Durations.parse(IDLE_TIMEOUT.of(context));
    }

    /** How many requests may wait for a thread. */
    static int waiting(CamelContext context) {
        return Integer.parseInt(WAITING.of(context));
    }

    /**
     * Sets options of the servers that Camel does not let others set, and adds the handlers that must be there for the first
     * request. Vert.x calls this before the first connection.
     */
    private record Listening(CamelContext context, Duration timeout) implements VertxMetrics {
        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
            options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setIdleTimeout((int) timeout.toMillis());
            options.setWebSocketSubProtocols(List.of(CLOUD_EVENTS))
                    .setMaxWebSocketFrameSize(WEB_SOCKET_BYTES)
                    .setMaxWebSocketMessageSize(WEB_SOCKET_BYTES);
            Unserved.join(context);
            return null; // nothing is measured
        }
    }
}
