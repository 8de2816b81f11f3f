package event;

/** A handler of several events has answered in a way that does not say for sure which of them have failed. */
public final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param wrong what is wrong with the answer */
    public MalformedAnswerException(String wrong) {
        this(wrong, null);
    }

    /** @param cause the handler's exception, if that is its answer */
    public MalformedAnswerException(String wrong, Throwable cause) {
        super("the handler's answer does not say which events have failed: " + wrong, cause);
    }
}
