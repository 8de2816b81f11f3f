package inbox;

/** The failure of an event that a client reports as not handled. */
final class ClientFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason in the client's words */
    ClientFailureException(String reason) {
        super(reason);
    }
}
