package delivery;

import configuration.Durations;
import java.time.Duration;

/** The failure of a handler that ran for longer than its route allows. */
public final class HandlerTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param cause what the interrupted handler threw, or {@code null} */
    HandlerTimeoutException(Duration timeout, Throwable cause) {
        super("the handler ran for longer than timeout = " + Durations.text(timeout), cause);
    }
}
