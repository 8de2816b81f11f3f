package delivery;

import java.util.Map;

/** The failure of a batch of which some messages failed and the others were handled. */
final class SomeFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Map<InFlight, Throwable> failures;

    SomeFailedException(Map<InFlight, Throwable> failures) {
        this.failures = failures;
    }

    /** Why a message failed; {@code null} if it was handled. */
    Throwable failure(InFlight message) {
        return failures.get(message);
    }
}
