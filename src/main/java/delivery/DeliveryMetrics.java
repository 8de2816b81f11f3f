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
 * What becomes of the messages of one route: counts since its start, for people, and metrics with the tag {@code route} that
 * go on when the route is started again. {@code caravan.handler} is a timer of its handlers, {@code caravan.handlers.stuck}
 * says how many of them seem to hang, {@code caravan.batch.size} how many events one gets at once, {@code caravan.rate.waits} times what waits for the rate, and {@code caravan.deliveries} counts the stays of messages by their {@code end}.
 */
final class DeliveryMetrics {
    /** A metric alone would not do: some registries tell the count of the last minute only, and an application may have none. */
    private record EndCount(AtomicLong sinceStart, Counter metric) {}

    private final String route;
    private final MeterRegistry meters;
    private final Timer handlers;
    private final Timer rateWaits;
    private final HandlerTimes times = new HandlerTimes();
    private final RecentDeliveries recent = new RecentDeliveries();

    /** Not of those that a stop has ended before, which it has counted then. */
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

    /** The same handler; each of its runs is timed, whether or not it succeeds. */
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

    /** The same handler; of each of its runs it is recorded how many messages it gets. */
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

    /** How long handlers took of late. */
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

    /** How many messages ended so since the start. */
    long of(End end) {
        return ends.get(end).sinceStart().get();
    }
}
