package delivery;

/** Another release of the same queue is under way, or was interrupted so short a time ago that its letters are still hidden. */
public final class ReleaseUnderWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReleaseUnderWayException(String queue) {
        super("another release of " + queue + " is under way, or was interrupted; try again in a few minutes");
    }
}
