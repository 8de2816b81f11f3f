package deadletters;

/** Who made a message a dead letter. */
public enum Origin {
    /** The consumer gave it up: the handler failed for good. */
    CONSUMER,
    /** SQS moved it: it was received as often as the redrive policy allows, and never came to an end. */
    REDRIVE_POLICY,
    /** SNS could not deliver it to the queue, or somebody else put it here: the subscriber has never had it. */
    SUBSCRIPTION
}
