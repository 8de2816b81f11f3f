package shop;

import java.time.Instant;

/** An order cannot be billed yet, because the till is closed. */
public final class TillClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TillClosedException(Instant opens) {
        super("the till is closed until " + opens);
    }
}
