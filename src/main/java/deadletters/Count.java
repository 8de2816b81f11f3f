package deadletters;

/** What an operation on dead letters counts. */
public enum Count {
    /** Letters that were received and read. */
    LOOKED_AT("lookedAt"),
    /** Letters that were sent back to their queue, or would be. */
    MOVED("moved"),
    /** Letters that were deleted for good, or would be. */
    DISCARDED("discarded"),
    /** Letters left in place: the subscriber has already handled their event. */
    ALREADY_DONE("alreadyDone"),
    /** Letters left in place: an earlier letter of their parked group stays. */
    BEHIND_ANOTHER("behindAnother"),
    /** Letters left in place: this operation sent them back, and they failed again. */
    DEAD_AGAIN("deadAgain"),
    /** Letters that were not chosen but went back with their parked group, to keep its order. */
    WITH_THEIR_GROUP("withTheirGroup"),
    /** Letters left in place: SQS did not accept the copy. */
    NOT_SENT("notSent"),
    /** Letters that could not be deleted. If they were sent back before, the ledger prevents handling them twice. */
    NOT_DELETED("notDeleted"),
    /** Letters that could not be received: hidden by another reader, or behind others of their group. */
    OUT_OF_SIGHT("outOfSight");

    private final String label;

    Count(String label) {
        this.label = label;
    }

    /** The name in JSON. */
    public String label() {
        return label;
    }
}
