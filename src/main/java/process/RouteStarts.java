package process;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.NonManagedService;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteEvent;
import org.apache.camel.spi.CamelEvent.RouteRestartingFailureEvent;
import org.apache.camel.spi.CamelEvent.RouteStartedEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a route cannot start, and when it can after all. The supervising route controller tries it again and again, and
 * keeps the reason to itself.
 */
final class RouteStarts extends EventNotifierSupport implements NonManagedService {
    private static final Logger LOG = LoggerFactory.getLogger(RouteStarts.class);

    /** Why routes do not run, by their ids. */
    private final Map<String, String> failed = new ConcurrentHashMap<>();

    RouteStarts() {
        setIgnoreCamelContextInitEvents(true);
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeEvents(true); // or Camel creates several events for each exchange
    }

    /** Whether a route has been tried, and does not run. */
    boolean hasFailed(String route) {
        return failed.containsKey(route);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof RouteRestartingFailureEvent || event instanceof RouteStartedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        String route = ((RouteEvent) event).getRoute().getRouteId();
        if (event instanceof RouteRestartingFailureEvent failure) {
            String why = why(failure.getCause());
            // What has not changed is no news.
            if (!why.equals(failed.put(route, why))) {
                LOG.warn("Route {} cannot start, and is tried again: {}", route, why);
                LOG.debug("Route {} cannot start", route, failure.getCause());
            }
        } else if (failed.remove(route) != null) {
            LOG.info("Route {} runs now", route);
        }
    }

    /** What Camel wraps around it says no more. */
    private static String why(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .map(Throwable::toString)
                .orElse("")
                .replaceAll("\\s+", " ");
    }
}
