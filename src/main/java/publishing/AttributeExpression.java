package publishing;

import event.EventRefusedException;
import failure.CauseChain;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * A Simple expression for an attribute of an event. Each {@code ${…}} in it must have a value: {@code
 * com.github.${header.X-GitHub-Event}} is no type for a request without that header.
 *
 * @param attribute the parameter of the route, which is named if the expression has no value
 */
record AttributeExpression(String attribute, String expression) {
    private static final int MOST_SHOWN = 200;

    /** @throws EventRefusedException if the expression has no value for this exchange, or several */
    String value(Exchange exchange) {
        for (String part : ExpressionParts.outermost(expression)) {
            if (!part.equals(expression)) {
                text(part, evaluate(exchange, part));
            }
        }
        return text(expression, evaluate(exchange, expression));
    }

    private Object evaluate(Exchange exchange, String part) {
        try {
            return exchange.getContext()
                    .resolveLanguage("simple")
                    .createExpression(part)
                    .evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            // What a bean does is not the event's fault.
            if (part.contains("bean:")) {
                throw e;
            }
            throw hasNone(part, why(e));
        }
    }

    private String text(String part, Object value) {
        if (value instanceof byte[]) {
            throw hasNone(part, "is not UTF-8");
        }
        if (value instanceof Map || (value instanceof Collection<?> all && all.size() != 1)) {
            throw hasNone(part, "must be one value, and is several, or an object");
        }
        Object one = value instanceof Collection<?> all ? all.iterator().next() : value;
        if (one == null || one.toString().isBlank()) {
            throw hasNone(part, "is empty");
        }
        return one.toString();
    }

    private EventRefusedException hasNone(String part, String why) {
        return new EventRefusedException(
                attribute, "has no value: " + (part.equals(expression) ? part : expression + ": " + part) + " " + why);
    }

    private static String why(RuntimeException e) {
        return CauseChain.of(e).stream()
                .filter(EventRefusedException.class::isInstance)
                .findFirst()
                .or(() -> Optional.of(CauseChain.of(e).get(CauseChain.of(e).size() - 1)))
                .map(cause -> String.valueOf(cause.getMessage()))
                .map(text -> text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…")
                .orElseThrow();
    }
}
