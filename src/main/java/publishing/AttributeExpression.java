package publishing;

import event.EventRefusedException;
import failure.CauseChain;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * A Simple expression for an attribute of an event. Each {@code ${…}} in it must have a value:
 * {@code com.github.${header.X-GitHub-Event}} gives no type for a request without that header.
 *
 * @param attribute the parameter of the route, which the error names if the expression has no value
 */
record AttributeExpression(String attribute, String expression) {
    private static final int MOST_SHOWN = 200;

    /** Functions that read the body, alone or inside others. They would replace bytes that are not text. */
    private static final Pattern OF_BODY =
            Pattern.compile("\\{\\s*(?:in\\.|message\\.)?(?:body|mandatoryBody|prettyBody|jsonpath\\(|jq\\(|xpath\\()");

    /** @throws EventRefusedException if the expression has no value for this exchange, or several values */
    String value(Exchange exchange) {
        for (String part : ExpressionParts.outermost(expression)) {
            if (!part.equals(expression)) {
                text(part, evaluate(exchange, part));
            }
        }
        return text(expression, evaluate(exchange, expression));
    }

    private Object evaluate(Exchange exchange, String part) {
        if (exchange.getMessage().getBody() instanceof byte[]
                && OF_BODY.matcher(part).find()) {
            throw hasNone(part, " reads the body, which is not UTF-8");
        }
        try {
            return exchange.getContext()
                    .resolveLanguage("simple")
                    .createExpression(part)
                    .evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            // A failure of a bean is not the event's fault.
            if (part.contains("bean:")) {
                throw e;
            }
            throw hasNone(part, ": " + why(e));
        }
    }

    private String text(String part, Object value) {
        if (value instanceof Map
                || value instanceof byte[]
                || (value instanceof Collection<?> all && all.size() != 1)) {
            throw hasNone(part, " is an object, or several values");
        }
        Object one = value instanceof Collection<?> all ? all.iterator().next() : value;
        if (one == null || one.toString().isBlank()) {
            throw hasNone(part, " is empty");
        }
        return one.toString();
    }

    private EventRefusedException hasNone(String part, String why) {
        return new EventRefusedException(
                attribute, "has no value: " + (part.equals(expression) ? part : expression + ": " + part) + why);
    }

    private static String why(RuntimeException e) {
        List<Throwable> chain = CauseChain.of(e);
        Throwable cause = chain.stream()
                .filter(EventRefusedException.class::isInstance)
                .findFirst()
                .orElseGet(() -> chain.get(chain.size() - 1));
        String text = String.valueOf(cause.getMessage());
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
