package http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** A part of the path that a client asked for. Camel puts path and query into the same headers; this is the path alone. */
public final class PathSegment {
    private PathSegment() {}

    /**
     * A decoded segment of the path of an exchange that came from a {@code platform-http} route; empty if the path is shorter.
     *
     * @param place counted from 1
     */
    public static Optional<String> of(Exchange exchange, int place) {
        // The path begins with a slash: before it is nothing.
        String[] segments =
                exchange.getIn(HttpMessage.class).getRequest().path().split("/", -1);
        return place < segments.length ? Optional.of(decoded(segments[place])) : Optional.empty();
    }

    /** A plus sign is a blank in forms and queries only. */
    private static String decoded(String segment) {
        return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
