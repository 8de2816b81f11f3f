package event;

/** The permanent refusal of an event that can never be sent as it is, so that a retry is useless. */
public class EventRefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the wrong part of the event, as CloudEvents names it: {@code subject}, {@code data} …
     * @param why what is wrong with the field, as the end of a sentence that begins with its name
     */
    public EventRefusedException(String field, String why) {
        super(field + " " + why);
        this.field = field;
    }

    /** The wrong part of the event, as CloudEvents names it. */
    public String field() {
        return field;
    }
}
