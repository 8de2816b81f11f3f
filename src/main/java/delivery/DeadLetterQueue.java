package delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The queue that keeps what could not be handled: the one that the source queue's redrive policy names. */
final class DeadLetterQueue {
    /** The attribute that says why a message is here. */
    static final String CAUSE = "caravan-cause";

    /** SQS's limit of message attributes. */
    private static final int MOST_ATTRIBUTES = 10;

    /** SQS's limit of bytes a message, attributes included. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** At least what {@link #cause} can be long. */
    private static final int SPACE_FOR_CAUSE = 10 * 1024;

    /** Enough to understand a failure; an exception may quote a whole document. */
    private static final int LONGEST_MESSAGE = 1000;

    /** Escaped, because SQS refuses characters that an exception's message may well have. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final SqsClient client;
    private final SqsQueue source;
    private volatile String url;

    DeadLetterQueue(SqsClient client, SqsQueue source) {
        this.client = client;
        this.source = source;
    }

    /**
     * Keeps the message: body, attributes, trace and group untouched, plus the cause if there is room for it.
     *
     * @throws NoDeadLetterQueueException if the source queue has none
     */
    void keep(InFlight inFlight, Lease lease, Throwable failure) {
        Message message = inFlight.message();
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        attributes.remove(CAUSE);
        if (attributes.size() < MOST_ATTRIBUTES && Decoded.wire(message).size() + SPACE_FOR_CAUSE <= MOST_BYTES) {
            attributes.put(CAUSE, string(cause(lease, message, failure)));
        }
        try {
            send(message, attributes);
        } catch (QueueDoesNotExistException e) {
            // The redrive policy may name another one by the next time.
            url = null;
            throw e;
        }
    }

    private void send(Message message, Map<String, MessageAttributeValue> attributes) {
        boolean fifo = message.attributes().containsKey(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID);
        // A repeated send after a lost answer is one letter, not two.
        MessageCopy.send(client, url(), message, attributes, fifo ? message.messageId() : null);
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String cause(Lease lease, Message message, Throwable failure) {
        Map<String, Object> cause = new LinkedHashMap<>();
        cause.put("subscriber", lease.work().subscriber());
        cause.put("exception", failure.getClass().getName());
        String text = failure.getMessage();
        cause.put(
                "message",
                text == null || text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE));
        cause.put("attempts", lease.attempt());
        String sent = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
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

    /** The dead-letter queue's URL. */
    String url() {
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
