package inbox;

import failure.CauseChain;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import process.SafeText;
import topology.Inbox;

/**
 * The clients that an event is for, given by an expression of the route.
 *
 * @param expression a Simple expression whose value is a name, names separated by commas, or a list of names
 */
record NamedClients(Inbox inbox, String expression) {
    /** A failure of a bean is not the event's fault, so it is not permanent. */
    private static final String BEAN = "bean:";

    /**
     * The clients that the event names, each once, in the event's order.
     *
     * @throws UnroutableException if the event names no client, or names something that cannot be a client
     */
    Set<String> in(Exchange exchange) {
        Set<String> names = texts(value(exchange))
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (names.isEmpty()) {
            throw new UnroutableException(namesNone() + " is empty");
        }
        for (String name : names) {
            if (!Inbox.CLIENT.matcher(name).matches()) {
                throw new UnroutableException("inbox %s cannot have a client '%s': must be %s"
                        .formatted(inbox.name(), SafeText.line(name), Inbox.ALLOWED_CLIENT));
            }
        }
        return names;
    }

    private Object value(Exchange exchange) {
        try {
            return exchange.getContext()
                    .resolveLanguage("simple")
                    .createExpression(expression)
                    .evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            if (expression.contains(BEAN)) {
                throw e;
            }
            List<Throwable> chain = CauseChain.of(e);
            throw new UnroutableException(
                    namesNone() + ": "
                            + SafeText.line(
                                    String.valueOf(chain.get(chain.size() - 1).getMessage())),
                    e);
        }
    }

    private Stream<String> texts(Object value) {
        if (value == null) {
            return Stream.empty();
        }
        if (value instanceof Collection<?> several) {
            return several.stream().flatMap(this::texts);
        }
        if (value instanceof Map || value instanceof byte[]) {
            throw new UnroutableException(namesNone() + " is no name");
        }
        return Stream.of(value.toString());
    }

    private String namesNone() {
        return "the event names no client of inbox %s: %s".formatted(inbox.name(), expression);
    }
}
