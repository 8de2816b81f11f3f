package topology.provisioning;

/** Between the plan and its step, someone else has made the same thing otherwise: a new plan respects that. */
public final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OvertakenException(RuntimeException refusal) {
        super(refusal.getMessage(), refusal);
    }

    /** What AWS said. */
    RuntimeException refusal() {
        return (RuntimeException) getCause();
    }
}
