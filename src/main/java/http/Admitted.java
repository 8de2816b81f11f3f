package http;

import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * A request that was let in by the {@link Admission} of its route.
 *
 * @param caller whose token it has brought; empty if the route is open
 */
public record Admitted(Optional<String> caller, Optional<Limit> limit, String sender) {
    private static final String PROPERTY = "caravan-admitted";

    /** How the request of an exchange was let in; empty if it is none, or its route lets everybody in without a limit. */
    public static Optional<Admitted> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Admitted.class));
    }

    void into(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** It has turned out to bring so many events. One was counted when it was let in. */
    public void brings(int events) {
        if (events > 1) {
            limit.ifPresent(counted -> counted.charge(sender, events - 1));
        }
    }
}
