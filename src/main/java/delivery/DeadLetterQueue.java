package delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ledger.Lease;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The queue that keeps what could not be handled: the one that the source queue's redrive policy names. */
final class DeadLetterQueue {
    /** The attribute that says why a message is here. */
    static final String CAUSE = "caravan-cause";

    /** SQS's limit of message attributes. */
    private static final int MOST_ATTRIBUTES = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SqsClient client;
    private final SqsQueue source;
    private volatile String url;

    DeadLetterQueue(SqsClient client, SqsQueue source) {
        this.client = client;
        this.source = source;
    }

    /**
     * Keeps the message: body, attributes and group untouched, plus the cause if there is room for one more attribute.
     *
     * @throws NoDeadLetterQueueException if the source queue has none
     */
    void keep(InFlight inFlight, Lease lease, Throwable failure) {
        Message message = inFlight.message();
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        attributes.remove(CAUSE);
        if (attributes.size() < MOST_ATTRIBUTES) {
            attributes.put(
                    CAUSE,
                    MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(cause(inFlight, lease, failure))
                            .build());
        }
        Map<MessageSystemAttributeName, String> system = message.attributes();
        String queue = url();
        client.sendMessage(request -> request.queueUrl(queue)
                .messageBody(message.body())
                .messageAttributes(attributes)
                .messageGroupId(system.get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                // A repeated send after a lost answer is one letter, not two.
                .messageDeduplicationId(
                        system.containsKey(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID)
                                ? message.messageId()
                                : null));
    }

    private static String cause(InFlight message, Lease lease, Throwable failure) {
        Map<String, Object> cause = new LinkedHashMap<>();
        cause.put("subscriber", lease.work().subscriber());
        cause.put("exception", failure.getClass().getName());
        cause.put("message", failure.getMessage());
        cause.put("attempts", lease.attempt());
        String sent =
                message.message().attributes().get(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
        cause.put(
                "first",
                sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent)).toString());
        cause.put("last", Instant.now().toString());
        try {
            return JSON.writeValueAsString(cause);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url() {
        if (url == null) {
            String policy = client.getQueueAttributes(
                            request -> request.queueUrl(source.url()).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                    .attributes()
                    .get(QueueAttributeName.REDRIVE_POLICY);
            Arn arn = target(policy).orElseThrow(() -> new NoDeadLetterQueueException(source.url()));
            url = client.getQueueUrl(request -> request.queueName(arn.resourceAsString())
                            .queueOwnerAWSAccountId(arn.accountId().orElse(null)))
                    .queueUrl();
        }
        return url;
    }

    private static Optional<Arn> target(String policy) {
        if (policy == null) {
            return Optional.empty();
        }
        try {
            return Arn.tryFromString(
                    JSON.readTree(policy).path("deadLetterTargetArn").asText());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
