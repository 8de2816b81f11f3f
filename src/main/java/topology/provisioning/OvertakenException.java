package topology.provisioning;

/**
 * Thrown if someone else created the same resource differently after the plan was made. A new plan takes that into account.
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
