package telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metric {@code caravan.deliveries}. It counts the events of every consuming route by the end of their delivery. */
public final class DeliveryCounter {
    private DeliveryCounter() {}

    /** The counter of one route and one end, such as {@code handled} or {@code expired}. */
    public static Counter of(MeterRegistry meters, String route, String end) {
        return Counter.builder("caravan.deliveries")
                .description("Messages that were received, by how their stay ended")
                .tag("route", route)
                .tag("end", end)
                .register(meters);
    }
}
