package ledger;

/** How far an event has come at a subscriber. */
public enum State {
    /** A consumer holds a lease on it; once that lease has ended, any consumer may take it over. */
    IN_PROGRESS,
    /** The handler succeeded. */
    DONE,
    /** The last attempt failed, and another is to come. */
    FAILED,
    /** It was given up; its dead letter is still to be sent. */
    GIVEN_UP,
    /** It was given up and is kept in a dead-letter queue. */
    DEAD,
    /** It was given back before its handler came to an end, and comes again. */
    RELEASED,
    /** It came too late: it was deleted past its own expiry time, and its handler did not run. */
    EXPIRED
}
