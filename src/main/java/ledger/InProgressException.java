package ledger;

import java.time.Instant;

/** Someone works on the same key, so that it is neither new nor finished. Ask again when the lease has ended. */
public final class InProgressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InProgressException(String key, Instant until) {
        super("in progress, with a lease until " + until + ": " + key);
    }
}
