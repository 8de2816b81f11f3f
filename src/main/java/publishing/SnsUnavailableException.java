package publishing;

/**
 * The failure to publish a message through no fault of its own, after all retries. SNS may accept the message later: SNS does not
 * answer or throttles, or credentials, a permission or a key must be corrected.
 */
public final class SnsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
