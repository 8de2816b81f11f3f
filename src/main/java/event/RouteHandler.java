package event;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;

/** Runs the route behind a consumer for each event, from a queue or from a push. */
public final class RouteHandler {
    /** Where {@code aws2-lambda} says that a function has failed. It throws nothing then. */
    private static final String FUNCTION_ERROR = "CamelAwsLambdaFunctionError";

    private final Consumer consumer;

    public RouteHandler(Consumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Runs the route. The event is handled when this method returns.
     *
     * @param transport headers of the consumer's transport; they replace headers of the event
     * @throws Exception if a step of the route throws, {@link RollbackExchangeException} if a step rolls back, or {@link
     *     FunctionFailedException} if a function of AWS Lambda has failed
     */
    public void handle(ReceivedEvent event, Map<String, ?> transport) throws Exception {
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
            String functionError = exchange.getMessage().getHeader(FUNCTION_ERROR, String.class);
            if (functionError != null) {
                throw new FunctionFailedException(
                        functionError, exchange.getMessage().getBody(String.class));
            }
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    /** Sets the headers, here only; {@link WireFormat} leaves out those that would control Camel. */
    private static void setHeaders(Exchange exchange, ReceivedEvent event, Map<String, ?> transport) {
        Map<String, Object> headers = exchange.getIn().getHeaders();
        headers.putAll(event.headers());
        // Without a body Camel would send GET; a handler always gets POST.
        headers.put(Exchange.HTTP_METHOD, "POST");
        if (transport.containsKey("traceparent")) {
            // It must not be mixed with a state of the trace that it replaces.
            headers.remove("tracestate");
        }
        headers.putAll(transport);
    }
}
