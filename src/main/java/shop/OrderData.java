package shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/** Reads the data of an order. */
final class OrderData {
    private static final Logger LOG = LoggerFactory.getLogger(OrderData.class);

    private OrderData() {}

    /** The data as JSON; an empty object if the data is other text, which the sample accepts as it is. */
    static JsonNode of(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        try {
            return Json.read(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            LOG.debug("The data of {} is not JSON", exchange.getMessage().getHeader("ce-id"), e);
            return Json.object();
        }
    }
}
