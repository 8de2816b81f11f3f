package delivery;

import delivery.Circuit.Position;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that a consumer has paused itself: in the log, in a notice to the receivers of the queue's dead-letter notices, and in
 * the metrics {@code caravan.consumer.self.pauses} and {@code caravan.consumer.self.paused}.
 */
final class CircuitReports {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitReports.class);

    private final CamelContext camel;
    private final String route;
    private final String queue;
    private final Supplier<Optional<SelfPause>> pause;
    private final Counter pauses;

    /** Whether the current pause has been reported. */
    private boolean isSaid;

    /** @param pause the route's current pause, if it pauses itself */
    CircuitReports(
            CamelContext camel, String route, String queue, Supplier<Optional<SelfPause>> pause, MeterRegistry meters) {
        this.camel = camel;
        this.route = route;
        this.queue = queue;
        this.pause = pause;
        pauses = Counter.builder("caravan.consumer.self.pauses")
                .description("How often the route has paused itself because its handler failed")
                .tag("route", route)
                .register(meters);
        Gauge.builder("caravan.consumer.self.paused", () -> pause.get().isPresent() ? 1 : 0)
                .description("1 while the route pauses itself or tries single messages, else 0")
                .tag("route", route)
                .strongReference(true)
                .register(meters);
    }

    /** Reports that the route pauses itself, tries one message, or goes on. */
    synchronized void moved(Position position) {
        Optional<SelfPause> now = pause.get();
        switch (position) {
            case OPEN -> now.ifPresent(this::paused);
            case HALF_OPEN -> LOG.info("Route {} tries one message", route);
            case CLOSED -> {
                isSaid = false;
                LOG.info("Route {} goes on: the message that was tried has been handled", route);
            }
        }
    }

    /** A pause that continues after a message was tried is the same pause, and is reported once. */
    private void paused(SelfPause now) {
        LOG.warn("Route {} pauses itself until {}: {}", route, now.until(), now.reason());
        if (isSaid) {
            return;
        }
        isSaid = true;
        pauses.increment();
        camel.getRoutes().stream()
                .map(Route::getConsumer)
                .filter(PauseNotices.class::isInstance)
                .map(PauseNotices.class::cast)
                .forEach(notices -> notices.paused(queue, route, now));
    }
}
