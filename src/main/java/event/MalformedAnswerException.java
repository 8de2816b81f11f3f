package event;

/** The failure of a batch whose handler's answer does not say clearly which events have failed. */
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
