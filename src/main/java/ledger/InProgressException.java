package ledger;

import java.time.Instant;

/** Another consumer works on the same key: neither new nor finished. Ask again when its lease has ended. */
public final class InProgressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InProgressException(String key, Instant until) {
        super("in progress at another consumer until " + until + ": " + key);
    }
}
