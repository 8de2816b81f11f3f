package local.http;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP request to a service.
 *
 * @param method the HTTP method, in capitals
 * @param uri path and query, as sent
 * @param headers the headers; names ignore case
 * @param body the whole body
 */
public record HttpCall(String method, String uri, MultiMap headers, byte[] body) {
    /** The first value of a header, or {@code null}. */
    public String header(String name) {
        return headers.get(name);
    }

    /** The body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
