package delivery;

/** A message says that it is an event, and cannot be read as one; another attempt would not help. */
final class UndecodableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndecodableMessageException(String messageId, RuntimeException cause) {
        super("message " + messageId + " cannot be read: " + cause.getMessage(), cause);
    }
}
