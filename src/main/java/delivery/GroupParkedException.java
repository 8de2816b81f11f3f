package delivery;

/** The cause of a dead letter that was not tried, because an earlier message of its group is a dead letter. */
final class GroupParkedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GroupParkedException(String group) {
        super("group " + group + " is parked");
    }
}
