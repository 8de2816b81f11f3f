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
 * How many HTTP requests are worked on at once, and for how long a connection may be silent, on both ports. A connection on which
 * nothing has come or gone for {@code listen.idle-timeout} is closed, so half a request does not occupy it for ever.
 */
public final class Connections extends MainListenerSupport {
    /** The subprotocol of WebSockets that carry structured CloudEvents; a browser gives up if the server does not name it. */
    public static final String CLOUD_EVENTS = "cloudevents.json";

    /** The largest message that a WebSocket's client may send; its receiver refuses large ones by a reason. */
    private static final int WEB_SOCKET_BYTES = 2 * 1024 * 1024;

    /** Requests at once; each holds a thread until SNS has its event. */
    static final int THREADS = 100;

    private static final CheckedProperty IDLE_TIMEOUT =
            new CheckedProperty("listen.idle-timeout", "65s", Rules.duration("1s", "1h"));
    private static final CheckedProperty WAITING =
            new CheckedProperty("listen.waiting", "400", Rules.between(0, 100_000));

    /** @throws ConfigurationException if a setting is none of its kind */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Duration idle = idleTimeout(context);
        waiting(context);
        // A new one for each server, because Vert.x takes the factory out of the options.
        context.getRegistry().bindAsPrototype("vertx-options", VertxOptions.class, () -> options(idle));
    }

    @SuppressWarnings("deprecation") // the new way begins with a Vertx, and Camel makes its own from these options
    private static VertxOptions options(Duration idle) {
        return new VertxOptions()
                .setWorkerPoolSize(THREADS)
                .setMetricsOptions(new MetricsOptions().setEnabled(true).setFactory(options -> new Idle(idle)));
    }

    /** For how long a connection may be silent. */
    public static Duration idleTimeout(CamelContext context) {
        return Durations.parse(IDLE_TIMEOUT.of(context));
    }

    /** How many requests may wait for a thread. */
    static int waiting(CamelContext context) {
        return Integer.parseInt(WAITING.of(context));
    }

    /** Camel makes the options of its servers by itself. It is here that Vert.x shows them, before the first connection. */
    private record Idle(Duration timeout) implements VertxMetrics {
        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
            options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setIdleTimeout((int) timeout.toMillis());
            options.setWebSocketSubProtocols(List.of(CLOUD_EVENTS))
                    .setMaxWebSocketFrameSize(WEB_SOCKET_BYTES)
                    .setMaxWebSocketMessageSize(WEB_SOCKET_BYTES);
            return null; // nothing is measured
        }
    }
}
