package event;

/** A handler of several events has named this one as failed, and has not said why. */
public final class EventFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    EventFailedException(String id) {
        super("the handler names event " + id + " as failed");
    }
}
