package local.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An HTTP response: status, headers and body. */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    public static HttpAnswer of(int status, String contentType, String body) {
        return new HttpAnswer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** This response with another header. */
    public HttpAnswer with(String header, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(header, value);
        return new HttpAnswer(status, Map.copyOf(all), body);
    }
}
