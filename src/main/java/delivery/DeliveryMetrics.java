package delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import telemetry.DeliveryCounter;

/**
 * The metrics of one route's messages, with the tag {@code route}, and counts since its start. The metrics continue when the
 * route is started again. {@code caravan.handler} is the duration of handlers, {@code caravan.handlers.stuck} the number of
 * handlers that seem to hang, and {@code caravan.batch.size} the number of events in a batch. {@code caravan.rate.waits} is how
 * long receives wait for the rate, and {@code caravan.deliveries} counts messages by their {@code end}.
 */
final class DeliveryMetrics {
    /**
     * A metric alone is not enough: some registries only report the count of the last minute, and an application may have no
     * registry.
     */
    private record EndCount(AtomicLong sinceStart, Counter metric) {}

    private final String route;
    private final MeterRegistry meters;
    private final Timer handlers;
    private final Timer rateWaits;
    private final HandlerTimes times = new HandlerTimes();
    private final RecentDeliveries recent = new RecentDeliveries();

    /** The counts by end. {@link End#ENDED_BEFORE} has none, because the stop has counted that message already. */
    private final Map<End, EndCount> ends = new EnumMap<>(End.class);

    /** @param stuck how many handlers seem to hang at this moment */
    DeliveryMetrics(String route, IntSupplier stuck, MeterRegistry meters) {
        this.route = route;
        this.meters = meters;
        Gauge.builder("caravan.handlers.stuck", stuck, IntSupplier::getAsInt)
                .description("Handlers that have run for ten visibility timeouts and more")
                .tag("route", route)
                .strongReference(true)
                .register(meters);
        handlers = Timer.builder("caravan.handler")
                .description("How long handlers run, whether or not they succeed")
                .tag("route", route)
                .register(meters);
        rateWaits = Timer.builder("caravan.rate.waits")
                .description("How long receives have waited for the route's rate")
                .tag("route", route)
                .register(meters);
        for (End end : EnumSet.complementOf(EnumSet.of(End.ENDED_BEFORE))) {
            ends.put(end, new EndCount(new AtomicLong(), DeliveryCounter.of(meters, route, end.text())));
        }
    }

    /** Wraps a handler, and times each of its runs, whether or not it succeeds. */
    Attempt.Handler timed(Attempt.Handler handler) {
        return messages -> {
            long begin = System.nanoTime();
            try {
                handler.handle(messages);
            } finally {
                long now = System.nanoTime();
                long took = now - begin;
                handlers.record(took, TimeUnit.NANOSECONDS);
                times.add(took, now);
                messages.forEach(message -> message.ran(took));
            }
        };
    }

    /** Wraps a handler, and records how many messages each of its runs gets. */
    Attempt.Handler sized(Attempt.Handler handler) {
        DistributionSummary sizes = DistributionSummary.builder("caravan.batch.size")
                .description("How many events a handler gets at once")
                .tag("route", route)
                .register(meters);
        return messages -> {
            sizes.record(messages.size());
            handler.handle(messages);
        };
    }

    void count(InFlight message, End end) {
        EndCount count = ends.get(end);
        if (count != null) {
            count.sinceStart().incrementAndGet();
            count.metric().increment();
            recent.add(message, end);
        }
    }

    /** How long receives have waited for the route's rate. */
    Timer rateWaits() {
        return rateWaits;
    }

    /** The durations of recent handlers. */
    HandlerTimes times() {
        return times;
    }

    /** The last messages. */
    RecentDeliveries recent() {
        return recent;
    }

    /** How many messages ended in each way since the start. */
    Map<End, Long> all() {
        Map<End, Long> all = new EnumMap<>(End.class);
        ends.forEach((end, count) -> all.put(end, count.sinceStart().get()));
        return all;
    }

    /** How many messages ended in this way since the start. */
    long of(End end) {
        return ends.get(end).sinceStart().get();
    }
}
