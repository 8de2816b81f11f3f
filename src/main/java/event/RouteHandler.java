package event;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;

/** The route behind a consumer: the handler of each event that the consumer receives, from a queue or by a push. */
public final class RouteHandler {
    private final Consumer consumer;

    public RouteHandler(Consumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Runs the route. The event is handled when this returns.
     *
     * @param transport what the consumer's own transport adds to the headers; it wins over a header of the event
     * @throws Exception what a step of the route throws, or {@link RollbackExchangeException} if a step rolls back
     */
    public void handle(ReceivedEvent event, Map<String, Object> transport) throws Exception {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setPattern(consumer.getEndpoint().getExchangePattern());
            exchange.getIn().setBody(event.body());
            setHeaders(exchange, event, transport);
            consumer.getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
                throw new RollbackExchangeException(exchange);
            }
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    /** The only place where headers reach a handler; {@link WireFormat} leaves out those that would steer Camel. */
    private static void setHeaders(Exchange exchange, ReceivedEvent event, Map<String, Object> transport) {
        Map<String, Object> headers = exchange.getIn().getHeaders();
        headers.putAll(event.headers());
        // An HTTP handler is asked with POST, also for an event without data; Camel would take GET for that.
        headers.put(Exchange.HTTP_METHOD, "POST");
        headers.putAll(transport);
    }
}
