package http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import process.Json;

/**
 * Why an HTTP client does not get what it asked for. A status that passes, 503, says when to ask again.
 *
 * @param type always {@code about:blank}: the status says it
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what is wrong, in one sentence
 * @param field which part of the request is wrong, such as an attribute by its CloudEvents name, or {@code null}
 * @param id the event that it is about, or {@code null} if it is about none or its id is not known
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String field, String id) {
    private static final String CONTENT_TYPE = "application/problem+json";
    private static final String RETRY_AFTER = "Retry-After";
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final int UNAVAILABLE = 503;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A problem of the request as a whole. */
    public static Problem of(int status, String detail) {
        return of(status, detail, null, null);
    }

    /** A problem of one part of the request, or of one event; each may be {@code null}. */
    public static Problem of(int status, String detail, String field, String id) {
        return new Problem("about:blank", title(status), status, detail, field, id);
    }

    /** A problem that passes. */
    public static Problem unavailable(String detail) {
        return of(UNAVAILABLE, detail);
    }

    /** Whether it passes. */
    public boolean passes() {
        return status == UNAVAILABLE;
    }

    /** Makes this the answer of a route. */
    public void answer(Message message) {
        message.removeHeaders("*"); // Camel would send those of the request back
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        if (passes()) {
            askToRetry(message);
        }
        message.setBody(json());
    }

    /** Tells the client when to ask again, in an answer of which this is a part. */
    public static void askToRetry(Message message) {
        message.setHeader(RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    /** The same after so long a time, in an answer that is yet to be given. */
    static void askToRetry(HttpServerResponse response, Duration wait) {
        response.putHeader(
                RETRY_AFTER, String.valueOf(wait.plusNanos(NANOS_PER_SECOND - 1).toSeconds()));
    }

    /** Answers a request that no route answers. */
    void answer(HttpServerResponse response) {
        response.setStatusCode(status).putHeader(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        if (passes()) {
            response.putHeader(RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
        }
        response.end(json());
    }

    /** As RFC 9110 words it; the library that knows the others has the older wording of this one. */
    private static String title(int status) {
        return status == 413
                ? "Content Too Large"
                : HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private String json() {
        return Json.write(this);
    }
}
