package inbox;

/** A client says that it could not handle an event. */
final class ClientFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason in the client's words */
    ClientFailureException(String reason) {
        super(reason);
    }
}
