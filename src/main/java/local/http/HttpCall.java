package local.http;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;

/**
 * One request as a service sees it.
 *
 * @param method the HTTP method, in capitals
 * @param uri path and query, as sent
 * @param headers the headers; names are looked up without regard to case
 * @param body the whole body
 */
public record HttpCall(String method, String uri, MultiMap headers, byte[] body) {
    /** The named header's first value, or {@code null}. */
    public String header(String name) {
        return headers.get(name);
    }

    /** The body, read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
