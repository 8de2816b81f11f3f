package publishing;

/**
 * SNS did not take a message for no fault of the message, also after retries, and may take it later: SNS is away or throttling,
 * or credentials, a permission or a key have to be put right.
 */
public final class SnsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
