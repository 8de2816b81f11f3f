package ledger;

import java.time.Instant;

/** Another exchange is working on the same key, so the key is neither new nor finished. Try again when the lease has ended. */
public final class InProgressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InProgressException(String key, Instant until) {
        super("in progress, with a lease until " + until + ": " + key);
    }
}
