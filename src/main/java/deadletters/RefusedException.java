package deadletters;

/** Thrown if an operation on dead letters is refused, for a reason that the caller can act on. Nothing was changed. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kind of reason. */
    public enum Reason {
        /** The queue or letter does not exist. */
        NOT_KNOWN,
        /** The request itself is wrong. */
        WRONG,
        /** The current state does not allow the operation. */
        CONFLICT,
        /** Another operation holds the same letters at the moment. */
        BUSY
    }

    private final Reason reason;

    public RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
