package event;

/** An event whose data and attributes together are more than SNS carries. */
public final class EventTooLargeException extends EventRefusedException {
    private static final long serialVersionUID = 1L;

    /** @param size in bytes, as SNS counts them */
    public EventTooLargeException(int size) {
        super("data", "and attributes are " + size + " bytes together, and SNS carries " + WireFormat.MAX_BYTES);
    }
}
