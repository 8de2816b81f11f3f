package inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/**
 * What the clients of one inbox get, as metrics with the tag {@code inbox}: {@code caravan.inbox.clients} are connected, {@code
 * caravan.inbox.unanswered} events are with them, and {@code caravan.inbox.events} counts those {@code sent}, {@code received} and
 * {@code failed}, by the tag {@code end}.
 */
final class InboxMetrics {
    private final Counter sent;
    private final Counter received;
    private final Counter failed;

    /**
     * @param clients how many are connected at this moment
     * @param unanswered how many events they have not answered
     */
    InboxMetrics(String inbox, IntSupplier clients, IntSupplier unanswered, MeterRegistry meters) {
        gauge("caravan.inbox.clients", "Clients that are connected to this process", inbox, clients, meters);
        gauge("caravan.inbox.unanswered", "Events that clients have got and not answered", inbox, unanswered, meters);
        sent = events("sent", inbox, meters);
        received = events("received", inbox, meters);
        failed = events("failed", inbox, meters);
    }

    private static void gauge(String name, String description, String inbox, IntSupplier figure, MeterRegistry meters) {
        Gauge.builder(name, figure, IntSupplier::getAsInt)
                .description(description)
                .tag("inbox", inbox)
                .strongReference(true)
                .register(meters);
    }

    private static Counter events(String end, String inbox, MeterRegistry meters) {
        return Counter.builder("caravan.inbox.events")
                .description("Events that were sent to clients, and the answers of the clients")
                .tag("inbox", inbox)
                .tag("end", end)
                .register(meters);
    }

    void sent() {
        sent.increment();
    }

    void answered(ClientAnswer answer) {
        (answer.failure().isPresent() ? failed : received).increment();
    }
}
