package event;

/**
 * The limits of SNS and SQS.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html">PublishBatch</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">Message
 *     quotas of SQS</a>
 */
public final class MessageLimits {
    /**
     * The most attributes of an SQS message. SNS accepts more, but silently drops such a message before a queue with
     * raw delivery.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html">Raw
     *     delivery</a>
     */
    public static final int ATTRIBUTES = 10;

    /**
     * The most bytes of an SNS message with its attributes, unless its topic has a limit of its own, and of all messages
     * that Caravan puts into one request.
     */
    public static final int SNS_BYTES = 256 * 1024;

    /**
     * The range of the limit that a topic may have.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html">Large messages</a>
     */
    public static final int SMALLEST_TOPIC_LIMIT = 1024;

    /** The other end of {@link #SMALLEST_TOPIC_LIMIT}. */
    public static final int LARGEST_TOPIC_LIMIT = 1024 * 1024;

    /** The most subscriptions of a topic with a limit above {@link #SNS_BYTES}. */
    public static final int SUBSCRIPTIONS_TO_LARGE_EVENTS = 100;

    /** AWS bills each started part of this size as a separate request. */
    public static final int BILLED_BYTES = 64 * 1024;

    /** The most bytes of an SQS message with its attributes, and of all messages in a request. */
    public static final int SQS_BYTES = 1024 * 1024;

    /** The most entries of a batch, and the most messages of a receive. */
    public static final int BATCH = 10;

    private MessageLimits() {}
}
