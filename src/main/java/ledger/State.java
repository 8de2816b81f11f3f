package ledger;

/** The state of an event at a subscriber. */
public enum State {
    /** A consumer holds a lease on the event. Once the lease has ended, any consumer may take the event over. */
    IN_PROGRESS,
    /** The handler succeeded. */
    DONE,
    /** The last attempt failed, and another will follow. */
    FAILED,
    /** The event was given up; its dead letter is still to be sent. */
    GIVEN_UP,
    /** The event was given up and is in a dead-letter queue. */
    DEAD,
    /** The message was returned before its handler came to an end, and will be redelivered. */
    RELEASED,
    /** The event arrived after its own expiry time: it was deleted, and its handler did not run. */
    EXPIRED
}
