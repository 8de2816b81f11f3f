package publishing;

/** SNS refused a message, and will refuse it again as long as nothing else changes. */
public final class SnsRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    SnsRefusedException(String code, String message, Throwable cause) {
        super("SNS refused the message: " + code + " " + message, cause);
        this.code = code;
    }

    /** Whether the message itself is wrong, and not the topic, its key or the permission to publish. */
    public boolean isMessageWrong() {
        return Refusal.isOfTheMessage(code);
    }
}
