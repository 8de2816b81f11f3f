package http;

/** The refusal of a request that needs a higher right than the operator has. */
public final class RightNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RightNeededException(Right needed, Right given) {
        super("Needs the right %s; you have %s".formatted(needed.label(), given.label()));
    }

    /** The response to such a request. */
    public Problem problem() {
        return Problem.of(403, getMessage());
    }
}
