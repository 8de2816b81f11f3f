package sqs;

/** A message is to be given up, and its queue has no redrive policy that says where it is kept. */
public final class NoDeadLetterQueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoDeadLetterQueueException(String queueUrl) {
        super(queueUrl + " has no redrive policy, so there is no dead-letter queue to keep the message");
    }
}
