package inbox;

import http.Problem;

/** The refusal of a request about inboxes. Nothing was changed. */
final class InboxesRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String field;

    private InboxesRefusedException(int status, String field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    /** A part of the request is wrong. */
    static InboxesRefusedException wrong(String field, String message) {
        return new InboxesRefusedException(400, field, message);
    }

    static InboxesRefusedException wrong(String field, String message, Throwable cause) {
        InboxesRefusedException refused = wrong(field, message);
        refused.initCause(cause);
        return refused;
    }

    /** There is no such inbox or client. */
    static InboxesRefusedException unknown(String field, String message) {
        return new InboxesRefusedException(404, field, message);
    }

    /** The current state does not allow the request. */
    static InboxesRefusedException conflict(String message) {
        return new InboxesRefusedException(409, null, message);
    }

    Problem problem() {
        return Problem.of(status, getMessage(), field, null);
    }
}
