package publishing;

/** SNS refused a message for what it is, and will refuse it each time. */
public final class SnsRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnsRefusedException(String code, String message, Throwable cause) {
        super("SNS refused the message: " + code + " " + message, cause);
    }
}
