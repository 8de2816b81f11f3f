package testing;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Counts the messages in a queue. */
public final class MessageCount {
    private MessageCount() {}

    /**
     * The number of messages, visible or in flight, counted at one moment. A message that becomes visible again is
     * counted exactly once.
     */
    public static int in(String url, SqsClient sqs) {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
