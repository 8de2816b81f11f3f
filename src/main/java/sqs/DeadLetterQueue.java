package sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import event.MessageLimits;
import failure.Cause;
import failure.LetterCause;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import ledger.Lease;
import process.Json;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The queue that keeps what could not be handled: the one that the source queue's redrive policy names. */
public final class DeadLetterQueue {
    private final SqsClient client;
    private final SqsQueue source;
    private volatile Place place;

    /**
     * Where the letters go, and where they come from.
     *
     * @param url the dead-letter queue's URL
     * @param arn the dead-letter queue's ARN
     * @param source the source queue's ARN
     */
    public record Place(String url, String arn, String source) {}

    public DeadLetterQueue(SqsClient client, SqsQueue source) {
        this.client = client;
        this.source = source;
    }

    /**
     * Keeps the message: body, attributes, trace and group untouched, plus the cause if there is room for it.
     *
     * @throws NoDeadLetterQueueException if the source queue has none
     */
    public void keep(Message message, Lease lease, Cause cause) {
        Place to = place();
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        attributes.remove(LetterCause.ATTRIBUTE);
        if (attributes.size() < MessageLimits.ATTRIBUTES
                && MessageReader.wire(message).size() + LetterCause.MOST_BYTES <= MessageLimits.SQS_BYTES) {
            attributes.put(
                    LetterCause.ATTRIBUTE,
                    string(letterCause(message, lease, cause, to).toJson()));
        }
        try {
            send(to, message, attributes);
        } catch (QueueDoesNotExistException e) {
            // The redrive policy may name another one by the next time.
            place = null;
            throw e;
        }
    }

    private void send(Place to, Message message, Map<String, MessageAttributeValue> attributes) {
        boolean fifo = message.attributes().containsKey(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID);
        // A repeated send after a lost answer is one letter, not two.
        MessageCopy copy =
                MessageCopy.of(message, fifo ? message.messageId() : null).with(attributes);
        new SqsQueue(client, to.url()).send(copy);
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static LetterCause letterCause(Message message, Lease lease, Cause cause, Place to) {
        String first = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
        return LetterCause.of(
                cause,
                lease.work().subscriber(),
                to.source(),
                lease.attempt(),
                first == null
                        ? null
                        : Instant.ofEpochMilli(Long.parseLong(first)).toString(),
                Instant.now().toString());
    }

    /**
     * Which queue it is; asked for once.
     *
     * @throws NoDeadLetterQueueException if the source queue has none
     */
    public Place place() {
        if (place == null) {
            Map<QueueAttributeName, String> attributes = client.getQueueAttributes(
                            request -> request.queueUrl(source.url())
                                    .attributeNames(QueueAttributeName.REDRIVE_POLICY, QueueAttributeName.QUEUE_ARN))
                    .attributes();
            Arn arn = target(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                    .orElseThrow(() -> new NoDeadLetterQueueException(source.url()));
            String url = client.getQueueUrl(request -> request.queueName(arn.resourceAsString())
                            .queueOwnerAWSAccountId(arn.accountId().orElse(null)))
                    .queueUrl();
            place = new Place(url, arn.toString(), attributes.get(QueueAttributeName.QUEUE_ARN));
        }
        return place;
    }

    private static Optional<Arn> target(String policy) {
        if (policy == null) {
            return Optional.empty();
        }
        try {
            return Arn.tryFromString(
                    Json.read(policy).path("deadLetterTargetArn").asText());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
