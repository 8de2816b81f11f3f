package http;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * The paths whose routes are being replaced. Until the new routes take requests, callers are asked to try again after a second,
 * as if the routes had paused.
 */
public final class HeldPaths {
    /** The time after which callers are asked to try again. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Set<HttpRoute> held = new CopyOnWriteArraySet<>();

    /** The held paths of an application. */
    public static Optional<HeldPaths> of(CamelContext context) {
        return Optional.ofNullable(context.getRegistry().findSingleByType(HeldPaths.class));
    }

    /**
     * Holds the paths of those endpoints that are HTTP endpoints.
     *
     * @return ends the hold
     */
    public Runnable hold(Collection<Endpoint> endpoints, CamelContext context) {
        List<HttpRoute> routes = endpoints.stream()
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(endpoint -> new HttpRoute(context, (PlatformHttpEndpoint) endpoint))
                .toList();
        held.addAll(routes);
        return () -> held.removeAll(routes);
    }

    /** How long a caller of a path should wait; empty if no route of this path is being replaced. */
    Optional<Duration> wait(String path) {
        return held.stream().anyMatch(route -> route.isAt(path)) ? Optional.of(MOMENT) : Optional.empty();
    }
}
