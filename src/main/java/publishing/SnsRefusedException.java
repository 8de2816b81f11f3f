package publishing;

/** The permanent refusal of a message by SNS, because of the message itself. */
public final class SnsRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnsRefusedException(String code, String message, Throwable cause) {
        super("SNS refused the message: " + code + " " + message, cause);
    }
}
