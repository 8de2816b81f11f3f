package ledger;

/** The ledger did not answer, or refused the call. It is not known whether the write was done. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether DynamoDB will refuse the same call again: the credentials do not allow it, or it is malformed. */
    public boolean isRefusal() {
        return LedgerTable.isRefusal(getCause());
    }
}
