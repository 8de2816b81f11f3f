package http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Reads segments of the request's path. Camel puts path and query into the same headers; this class reads the path
 * only.
 */
public final class PathSegment {
    private PathSegment() {}

    /**
     * A decoded segment of the path, for an exchange from a {@code platform-http} route; empty if the path is shorter.
     *
     * @param place counted from 1
     */
    public static Optional<String> of(Exchange exchange, int place) {
        return of(exchange.getIn(HttpMessage.class).getRequest(), place);
    }

    /** A decoded segment of the request's path; empty if the path is shorter. */
    public static Optional<String> of(HttpServerRequest request, int place) {
        // The path begins with a slash, so the first element is empty.
        String[] segments = request.path().split("/", -1);
        return place < segments.length ? Optional.of(decoded(segments[place])) : Optional.empty();
    }

    /** In a path a plus sign means itself; only in forms and queries does it mean a blank. */
    private static String decoded(String segment) {
        return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
