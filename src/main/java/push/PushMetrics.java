package push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import telemetry.DeliveryCounter;

/** Counts the pushes of one route by their ends. */
final class PushMetrics {
    private final Map<PushEnd, Counter> ends = new EnumMap<>(PushEnd.class);

    PushMetrics(String route, MeterRegistry meters) {
        for (PushEnd end : PushEnd.values()) {
            ends.put(end, DeliveryCounter.of(meters, route, end.text()));
        }
    }

    /** Counts a delivery, and returns its response. */
    PushDelivery.Answer counted(PushDelivery.EndedPush ended) {
        ends.get(ended.end()).increment();
        return ended.answer();
    }
}
