package inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/**
 * The metrics of one inbox, with the tag {@code inbox}. {@code caravan.inbox.clients} is the number of connected clients,
 * {@code caravan.inbox.unanswered} the number of events without an answer. {@code caravan.inbox.events} counts events by the tag
 * {@code end}: {@code sent}, {@code received} or {@code failed}.
 */
final class InboxMetrics {
    private final Counter sent;
    private final Counter received;
    private final Counter failed;

    /**
     * @param clients the number of clients that are connected at this moment
     * @param unanswered the number of events that clients have not answered
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
