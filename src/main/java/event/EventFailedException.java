package event;

/** The failure of an event that a batch handler has named as failed without a reason. */
public final class EventFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    EventFailedException(String id) {
        super("the handler names event " + id + " as failed");
    }
}
