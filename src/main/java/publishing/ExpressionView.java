package publishing;

import event.EventRefusedException;
import event.ReceivedEvent;
import event.WireText;
import http.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.ExchangeHelper;

/**
 * The part of a request that the expressions of a route can read: its body, its headers and the parameters of its path, but not
 * its query. An unusable header is refused only when an expression reads it.
 */
final class ExpressionView extends DefaultMessage {
    private final Map<String, String> unusable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private ExpressionView(Exchange exchange, Object body) {
        super(exchange);
        setBody(body);
    }

    /** A copy of the exchange with this view as its message. */
    static Exchange of(Exchange exchange, Object body) {
        Exchange copy = ExchangeHelper.createCopy(exchange, true);
        ExpressionView view = new ExpressionView(copy, body);
        boolean isHttp = FromHttp.is(exchange);
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (isHttp && !isInPath(exchange, name)) {
                RequestHeaders.get(exchange, name).ifPresent(given -> view.add(name, given));
            } else if (isHttp) {
                view.add(name, value);
            } else {
                view.setHeader(name, value);
            }
        });
        copy.setMessage(view);
        return copy;
    }

    /** A copy of the exchange with this view as its message, with the headers that a handler of the event gets. */
    static Exchange of(Exchange exchange, Object body, ReceivedEvent event) {
        Exchange copy = of(exchange, body);
        ((ExpressionView) copy.getMessage())
                .unusable
                .keySet()
                .removeAll(event.headers().keySet());
        copy.getMessage().getHeaders().putAll(event.headers());
        return copy;
    }

    private static boolean isInPath(Exchange exchange, String name) {
        return exchange.getFromEndpoint() instanceof PlatformHttpEndpoint endpoint
                && endpoint.getPath().contains("{" + name + "}");
    }

    @Override
    public Object getHeader(String name) {
        String why = unusable.get(name);
        if (why != null) {
            throw new EventRefusedException("header " + name, why);
        }
        return super.getHeader(name);
    }

    private void add(String name, Object given) {
        if (given instanceof Collection) {
            unusable.put(name, "is given more than once");
        } else if (given instanceof String text) {
            utf8(text).ifPresentOrElse(value -> setHeader(name, value), () -> unusable.put(name, "is not UTF-8"));
        } else {
            setHeader(name, given);
        }
    }

    /** Decodes a header as UTF-8. HTTP headers are bytes, which the server has read as Latin 1. */
    private static Optional<String> utf8(String header) {
        return header.chars().allMatch(character -> character < 0x80)
                ? Optional.of(header)
                : WireText.of(header.getBytes(StandardCharsets.ISO_8859_1));
    }
}
