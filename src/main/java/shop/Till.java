package shop;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Fails for orders that cannot be billed: permanently if the amount is not a number, and temporarily if the order says
 * that the till is closed.
 */
public final class Till implements Processor {
    private final Clock clock;

    /** A till with the clock of the system. */
    public Till() {
        this(Clock.systemUTC());
    }

    Till(Clock clock) {
        this.clock = clock;
    }

    /**
     * Checks an order. An order without an amount is accepted, too.
     *
     * @throws IllegalArgumentException if the amount is not a number, or {@code tillOpens} is not a time
     * @throws TillClosedException until the time {@code tillOpens}
     */
    @Override
    public void process(Exchange exchange) {
        JsonNode order = OrderData.of(exchange);
        JsonNode amount = order.path("amount");
        if (!amount.isMissingNode() && !amount.isNumber()) {
            throw new IllegalArgumentException("amount: must be a number, such as 42");
        }
        if (order.has("tillOpens")) {
            Instant opens = time(order.path("tillOpens").asText());
            if (clock.instant().isBefore(opens)) {
                throw new TillClosedException(opens);
            }
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("tillOpens: must be a time, such as 2026-11-30T12:00:00Z", e);
        }
    }
}
