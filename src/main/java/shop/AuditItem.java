package shop;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.ddb.Ddb2Constants;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Turns an event into the audit's item for {@code aws2-ddb}: its context attributes and its data. */
public final class AuditItem implements Processor {
    @Override
    public void process(Exchange exchange) {
        Map<String, AttributeValue> item = new HashMap<>();
        put(item, "event", exchange.getMessage().getHeader("ce-id", String.class));
        put(item, "type", exchange.getMessage().getHeader("ce-type", String.class));
        put(item, "source", exchange.getMessage().getHeader("ce-source", String.class));
        put(item, "time", exchange.getMessage().getHeader("ce-time", String.class));
        put(item, "data", exchange.getMessage().getBody(String.class));
        exchange.getMessage().setHeader(Ddb2Constants.ITEM, item);
    }

    private static void put(Map<String, AttributeValue> item, String name, String value) {
        if (value != null) {
            item.put(name, AttributeValue.fromS(value));
        }
    }
}
