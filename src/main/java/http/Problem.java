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
 * An HTTP error response, as problem details. A temporary problem, 503, carries {@code Retry-After}.
 *
 * @param type always {@code about:blank}, because the status says it all
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what is wrong, in one sentence
 * @param field the wrong part of the request, such as an attribute by its CloudEvents name, or {@code null}
 * @param id the event's id, or {@code null} if the problem is about none or the id is unknown
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

    /** A temporary problem. */
    public static Problem unavailable(String detail) {
        return of(UNAVAILABLE, detail);
    }

    /** Whether the problem is temporary. */
    public boolean passes() {
        return status == UNAVAILABLE;
    }

    /** Makes this problem the response of a route. */
    public void answer(Message message) {
        message.removeHeaders("*"); // Camel would return the request's headers
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        if (passes()) {
            askToRetry(message);
        }
        message.setBody(json());
    }

    /** Adds {@code Retry-After} to a response that contains a temporary problem. */
    public static void askToRetry(Message message) {
        message.setHeader(RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    /** Adds {@code Retry-After} with this wait. */
    public static void askToRetry(Message message, Duration wait) {
        message.setHeader(RETRY_AFTER, seconds(wait));
    }

    /** Adds {@code Retry-After} with this wait to a response that is not sent yet. */
    static void askToRetry(HttpServerResponse response, Duration wait) {
        response.putHeader(RETRY_AFTER, seconds(wait));
    }

    private static String seconds(Duration wait) {
        return String.valueOf(wait.plusNanos(NANOS_PER_SECOND - 1).toSeconds());
    }

    /** Sends this problem as the response to a request without a route. */
    public void answer(HttpServerResponse response) {
        response.setStatusCode(status).putHeader(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        if (passes() && !response.headers().contains(RETRY_AFTER)) {
            response.putHeader(RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
        }
        response.end(json());
    }

    /** The title as RFC 9110 words it; the library has an older wording of this status. */
    private static String title(int status) {
        return status == 413
                ? "Content Too Large"
                : HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private String json() {
        return Json.write(this);
    }
}
