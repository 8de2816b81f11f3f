package deadletters;

/** What is counted while an operation goes through dead letters. */
public enum Count {
    /** Letters that were looked at. */
    LOOKED_AT("lookedAt"),
    /** Letters that are back in their queue, or would be. */
    MOVED("moved"),
    /** Letters that were deleted for good, or would be. */
    DISCARDED("discarded"),
    /** Letters left where they are: the subscriber has handled their event already. */
    ALREADY_DONE("alreadyDone"),
    /** Letters left where they are: an earlier one of their parked group stays. */
    BEHIND_ANOTHER("behindAnother"),
    /** Letters left where they are: this operation has sent them back, and they are dead again. */
    DEAD_AGAIN("deadAgain"),
    /** Letters that went back with others of their parked group, to keep its order. */
    WITH_THEIR_GROUP("withTheirGroup"),
    /** Letters that SQS did not take back; they are where they were. */
    NOT_SENT("notSent"),
    /** Letters that could not be deleted. If they were sent back before, the ledger prevents that they are handled twice. */
    NOT_DELETED("notDeleted"),
    /** Letters that nobody could look at: hidden by another reader, or behind others of their group. */
    OUT_OF_SIGHT("outOfSight");

    private final String label;

    Count(String label) {
        this.label = label;
    }

    /** As it is written in JSON. */
    public String label() {
        return label;
    }
}
