package event;

/** An event that cannot be sent as it is, whoever tries and how often. */
public class EventRefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the part of the event that is wrong, as CloudEvents names it: {@code subject}, {@code data} …
     * @param why what is wrong with it: the rest of a sentence that begins with the field
     */
    public EventRefusedException(String field, String why) {
        super(field + " " + why);
        this.field = field;
    }

    /** The part of the event that is wrong, as CloudEvents names it. */
    public String field() {
        return field;
    }
}
