package deadletters;

/** Who made a message a dead letter. */
public enum Origin {
    /** The consumer gave the message up: the handler failed permanently or too often. */
    CONSUMER,
    /** SQS moved the message: it was received as often as the redrive policy allows, without an outcome. */
    REDRIVE_POLICY,
    /** SNS could not deliver the message, or somebody else sent it here: the subscriber has never had it. */
    SUBSCRIPTION
}
