package delivery;

/** The message was not tried: one before it in its group is a dead letter, and it follows that one. */
final class GroupParkedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GroupParkedException(String group) {
        super("group " + group + " is parked");
    }
}
