package http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Reads the headers of an HTTP request without its query. Camel turns query parameters into headers too, but URLs are
 * logged, linked and cached. Callers and attributes of events must come from real headers.
 */
public final class RequestHeaders {
    private RequestHeaders() {}

    /**
     * A header of the exchange, without values that come from the request's query.
     *
     * @return nothing, a value, or a {@code List} of several
     */
    public static Optional<Object> get(Exchange exchange, String name) {
        HttpServerRequest request = request(exchange);
        if (request == null || !request.params().contains(name)) {
            return Optional.ofNullable(exchange.getMessage().getHeader(name));
        }
        List<String> values = request.headers().getAll(name);
        return values.size() > 1
                ? Optional.of(values)
                : values.stream().findFirst().map(Object.class::cast);
    }

    private static HttpServerRequest request(Exchange exchange) {
        return exchange.getIn() instanceof HttpMessage message ? message.getRequest() : null;
    }
}
