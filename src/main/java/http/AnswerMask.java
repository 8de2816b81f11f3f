package http;

import io.vertx.core.http.HttpServerRequest;
import org.apache.camel.Exchange;

/**
 * Hides confidential values in the response to an operator. {@link FrontDoor} applies it to every response of a route
 * that knows its operator, so that no route can forget it.
 */
@FunctionalInterface
public interface AnswerMask {
    /** Replaces a hidden value. */
    String DOTS = "•••";

    /**
     * Changes the response in the exchange's message before it is sent.
     *
     * @param request the request, which the exchange may have lost: a step of a route can replace its message
     */
    void apply(Exchange exchange, Operator operator, HttpServerRequest request);
}
