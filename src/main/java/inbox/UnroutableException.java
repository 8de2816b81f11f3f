package inbox;

/** Thrown if an event names no client of an inbox, or one that does not exist. Another attempt would not change that. */
public final class UnroutableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnroutableException(String message) {
        super(message);
    }

    UnroutableException(String message, Throwable cause) {
        super(message, cause);
    }
}
