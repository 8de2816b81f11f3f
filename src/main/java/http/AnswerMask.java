package http;

import org.apache.camel.Exchange;

/**
 * Hides confidential values in the response to an operator. {@link FrontDoor} applies it to every response of a route
 * that knows its operator, so that no route can forget it.
 */
@FunctionalInterface
public interface AnswerMask {
    /** Changes the response in the exchange's message before it is sent. */
    void apply(Exchange exchange, Operator operator);
}
