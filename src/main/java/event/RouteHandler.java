package event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;

/** Runs the route behind a consumer for each event, from a queue or from a push. */
public final class RouteHandler {
    /** The header in which {@code aws2-lambda} reports the failure of a function. It throws no exception then. */
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
        run(
                exchange -> {
                    exchange.getIn().setBody(event.body());
                    setHeaders(exchange, event.headers(), transport);
                },
                answered -> {});
    }

    /**
     * Runs the route for a batch of events. When this method returns, all events that the result does not name are handled.
     *
     * @param transport headers of the consumer's transport
     * @return the failures, by the ids of the events
     * @throws MalformedAnswerException if the route's answer does not say clearly which events have failed
     * @throws Exception if all events have failed, because a step of the route throws or rolls back
     */
    public Map<String, Throwable> handle(EventBatch batch, Map<String, ?> transport) throws Exception {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        Map<String, Object> headers =
                Map.of(Exchange.CONTENT_TYPE, EventBatch.CONTENT_TYPE, ReceivedEvent.ATTRIBUTES, batch.attributes());
        run(
                exchange -> {
                    exchange.getIn().setBody(batch);
                    setHeaders(exchange, headers, transport);
                },
                exchange -> BatchAnswer.failed(exchange.getMessage(), batch)
                        .forEach(id -> failures.put(id, new EventFailedException(id))));
        return failures;
    }

    private void run(Processor preparation, Processor success) throws Exception {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setPattern(consumer.getEndpoint().getExchangePattern());
            preparation.process(exchange);
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
            success.process(exchange);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    /** Sets the headers. {@link WireFormat} has left out headers that would control Camel. */
    private static void setHeaders(Exchange exchange, Map<String, Object> own, Map<String, ?> transport) {
        Map<String, Object> headers = exchange.getIn().getHeaders();
        headers.putAll(own);
        // Without a body Camel would send GET; a handler always gets POST.
        headers.put(Exchange.HTTP_METHOD, "POST");
        if (transport.containsKey("traceparent")) {
            // The new trace must not be mixed with the state of the trace that it replaces.
            headers.remove("tracestate");
        }
        headers.putAll(transport);
    }
}
