package deadletters;

/** An operation on dead letters is not done, for a reason that its caller can read and act on. Nothing was changed. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of reason it is. */
    public enum Reason {
        /** There is no such queue or letter. */
        NOT_KNOWN,
        /** What was asked for is wrong in itself. */
        WRONG,
        /** It cannot be done as things are. */
        CONFLICT,
        /** Somebody else goes through the same letters at this moment. */
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
