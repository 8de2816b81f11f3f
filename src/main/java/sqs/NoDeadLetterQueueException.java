package sqs;

/** The failure to give a message up, because its queue has no redrive policy that names a dead-letter queue. */
public final class NoDeadLetterQueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoDeadLetterQueueException(String queueUrl) {
        super(queueUrl + " has no redrive policy, so there is no dead-letter queue to keep the message");
    }
}
