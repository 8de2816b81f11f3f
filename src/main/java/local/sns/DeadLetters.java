package local.sns;

/** Where a message goes that could not be delivered. */
@FunctionalInterface
interface DeadLetters {
    /** Puts it into the subscription's dead-letter queue, or drops it with a line in the log. */
    void take(Delivery delivery, String cause);
}
