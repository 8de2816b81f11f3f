package failure;

/** A message says that it is an event, and cannot be read as one; another attempt would not help. */
public final class UndecodableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableMessageException(String messageId, RuntimeException cause) {
        super("message " + messageId + " cannot be read: " + cause.getMessage(), cause);
    }
}
