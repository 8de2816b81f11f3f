package shop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Fails permanently if an order has a status that does not exist. */
public final class KnownStatus implements Processor {
    private static final List<String> ALL =
            List.of("placed", "paid", "packed", "shipped", "delivered", "returned", "cancelled");

    /** @throws IllegalArgumentException if there is a status, and it is not known */
    @Override
    public void process(Exchange exchange) {
        JsonNode status = OrderData.of(exchange).path("status");
        if (!status.isMissingNode() && !ALL.contains(status.asText())) {
            throw new IllegalArgumentException("status: must be one of " + String.join(", ", ALL));
        }
    }
}
