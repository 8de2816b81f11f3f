package reload;

/** Thrown if routes could not be exchanged. The former routes run again. */
final class SwapFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SwapFailedException(Exception cause) {
        super(cause);
    }
}
