package publishing;

/** SNS did not take a message, and may take it later: it is away, overloaded or throttling, also after retries. */
public final class SnsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
