package process;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.NonManagedService;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteEvent;
import org.apache.camel.spi.CamelEvent.RouteRemovedEvent;
import org.apache.camel.spi.CamelEvent.RouteRestartingFailureEvent;
import org.apache.camel.spi.CamelEvent.RouteStartedEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a route cannot start, and when it has started after all. The supervising route controller retries the start
 * and does not log the reason.
 */
final class RouteStarts extends EventNotifierSupport implements NonManagedService {
    private static final Logger LOG = LoggerFactory.getLogger(RouteStarts.class);

    /** The reasons why routes do not run, by route id. */
    private final Map<String, String> failed = new ConcurrentHashMap<>();

    RouteStarts() {
        setIgnoreCamelContextInitEvents(true);
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeEvents(true); // or Camel creates several events for each exchange
    }

    /** Whether the last start of a route failed. */
    boolean hasFailed(String route) {
        return failed.containsKey(route);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof RouteRestartingFailureEvent
                || event instanceof RouteStartedEvent
                || event instanceof RouteRemovedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        String route = ((RouteEvent) event).getRoute().getRouteId();
        if (event instanceof RouteRestartingFailureEvent failure) {
            String why = why(failure.getCause());
            // An unchanged reason is not logged again.
            if (!why.equals(failed.put(route, why))) {
                LOG.warn("Route {} cannot start and will be retried: {}", route, why);
                LOG.debug("Route {} cannot start", route, failure.getCause());
            }
        } else if (failed.remove(route) != null && event instanceof RouteStartedEvent) {
            LOG.info("Route {} has started after all", route);
        }
    }

    /** The cause without the exceptions that Camel wraps around it. */
    private static String why(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .map(Throwable::toString)
                .orElse("")
                .replaceAll("\\s+", " ");
    }
}
