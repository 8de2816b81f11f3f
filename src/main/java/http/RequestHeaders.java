package http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * The headers of an HTTP request itself. Camel makes headers of its query, too, and addresses are logged, linked and cached
 * where headers are not: what says who calls, or what an event is, must not come from there.
 */
public final class RequestHeaders {
    private RequestHeaders() {}

    /**
     * A header of the exchange, without what the query of its HTTP request says under that name.
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
