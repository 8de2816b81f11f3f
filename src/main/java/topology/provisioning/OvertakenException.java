package topology.provisioning;

/**
 * Thrown if someone else has created the same resource differently since the plan was made. A new plan respects that.
 */
public final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OvertakenException(RuntimeException refusal) {
        super(refusal.getMessage(), refusal);
    }

    /** The error of AWS. */
    RuntimeException refusal() {
        return (RuntimeException) getCause();
    }
}
