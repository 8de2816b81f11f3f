package publishing;

import event.EventRefusedException;
import event.EventTooLargeException;
import http.Problem;

/** Turns the failure of an event into a problem for an HTTP client. */
final class PublishingProblems {
    static final int UNEXPECTED = 500;

    private PublishingProblems() {}

    /** @param id the event's id, or {@code null} if it is not known */
    static Problem of(Throwable failure, String id) {
        if (failure instanceof EventTooLargeException refused) {
            return Problem.of(413, refused.getMessage(), refused.field(), id);
        } else if (failure instanceof UnsupportedContentTypeException refused) {
            return Problem.of(415, refused.getMessage(), refused.field(), id);
        } else if (failure instanceof EventRefusedException refused) {
            return Problem.of(400, refused.getMessage(), refused.field(), id);
        } else if (failure instanceof SnsRefusedException refused) {
            return Problem.of(400, refused.getMessage(), null, id);
        } else if (failure instanceof SnsUnavailableException) {
            return Problem.of(503, "SNS does not take events now: try again", null, id);
        }
        return Problem.of(UNEXPECTED, "The event was not published", null, id);
    }
}
