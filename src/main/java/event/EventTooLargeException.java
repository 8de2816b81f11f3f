package event;

/** The refusal of an event that is larger than its topic accepts, or of a request with too many events. */
public final class EventTooLargeException extends EventRefusedException {
    private static final long serialVersionUID = 1L;

    /**
     * @param size data and attributes in bytes, as SNS counts them
     * @param limit the limit and where it comes from, as the end of a sentence
     */
    public EventTooLargeException(int size, String limit) {
        super("data", "and attributes are " + size + " bytes together, and " + limit);
    }

    private EventTooLargeException(String field, String why) {
        super(field, why);
    }

    /** For a batch of too many events. */
    public static EventTooLargeException ofBatch(int events, int most) {
        return new EventTooLargeException(
                "body",
                "is a batch of " + events + " events, and at most " + most + " are taken at once: none was published");
    }
}
