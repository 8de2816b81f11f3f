package event;

/**
 * What SNS and SQS carry at most.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html">PublishBatch</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">Message
 *     quotas of SQS</a>
 */
public final class MessageLimits {
    /**
     * The attributes of a message in SQS. SNS takes more, and drops such a message on its way into a queue with raw
     * delivery.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html">Raw delivery</a>
     */
    public static final int ATTRIBUTES = 10;

    /** The bytes of a message in SNS, attributes included, and of all messages of a request. */
    public static final int SNS_BYTES = 256 * 1024;

    /** The bytes of a message in SQS, attributes included, and of all messages of a request. */
    public static final int SQS_BYTES = 1024 * 1024;

    /** The entries of a batch, and the messages of a receive. */
    public static final int BATCH = 10;

    private MessageLimits() {}
}
