package publishing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import event.EventRefusedException;
import event.EventTooLargeException;

/**
 * Why an event was not published, for an HTTP client.
 *
 * @param type always {@code about:blank}: the status says it
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what is wrong, in one sentence
 * @param field the attribute that is wrong, as CloudEvents names it, or {@code null}
 * @param id the event's id, or {@code null} if it is not known
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(Include.NON_NULL)
record Problem(String type, String title, int status, String detail, String field, String id) {
    private static final int UNAVAILABLE = 503;
    private static final int UNEXPECTED = 500;

    static Problem of(Throwable failure, String id) {
        if (failure instanceof EventTooLargeException refused) {
            return of(413, "Content Too Large", refused.getMessage(), refused.field(), id);
        } else if (failure instanceof UnsupportedContentTypeException refused) {
            return of(415, "Unsupported Media Type", refused.getMessage(), refused.field(), id);
        } else if (failure instanceof EventRefusedException refused) {
            return of(400, "Bad Request", refused.getMessage(), refused.field(), id);
        } else if (failure instanceof SnsRefusedException refused && refused.isMessageWrong()) {
            return of(400, "Bad Request", refused.getMessage(), null, id);
        } else if (failure instanceof SnsUnavailableException) {
            return of(UNAVAILABLE, "Service Unavailable", "SNS does not take events now: try again", null, id);
        }
        return of(UNEXPECTED, "Internal Server Error", "The event was not published", null, id);
    }

    boolean unavailable() {
        return status == UNAVAILABLE;
    }

    boolean unexpected() {
        return status == UNEXPECTED;
    }

    private static Problem of(int status, String title, String detail, String field, String id) {
        return new Problem("about:blank", title, status, detail, field, id);
    }
}
