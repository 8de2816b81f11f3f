package http;

import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The result of admitting a request by the {@link Admission} of its route.
 *
 * @param caller the caller whose token the request has; empty if the route is open
 */
public record Admitted(Optional<String> caller, Optional<Limit> limit, String sender) {
    private static final String PROPERTY = "caravan-admitted";

    /**
     * How the request of an exchange was admitted; empty if the route is open without a limit, or if there is no
     * request.
     */
    public static Optional<Admitted> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Admitted.class));
    }

    void into(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Counts the events of the request against the limit. The admission has counted one already. */
    public void brings(int events) {
        if (events > 1) {
            limit.ifPresent(counted -> counted.charge(sender, events - 1));
        }
    }
}
