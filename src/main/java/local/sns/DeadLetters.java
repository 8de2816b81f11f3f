package local.sns;

/** The destination of messages that could not be delivered. */
@FunctionalInterface
interface DeadLetters {
    /**
     * Puts the message into the subscription's dead-letter queue. If it has none, the message is dropped with a line in
     * the log.
     */
    void take(Delivery delivery, String cause);
}
