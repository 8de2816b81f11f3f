package sqs;

import aws.Fault;
import com.fasterxml.jackson.core.JsonProcessingException;
import event.MessageLimits;
import failure.Cause;
import failure.LetterCause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import ledger.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import process.SafeText;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Moves messages that could not be handled to the dead-letter queue that the source queue's redrive policy names. */
public final class DeadLetterQueue {
    /** How long an answer to {@link #place} is cached. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterQueue.class);

    private final SqsClient client;
    private final SqsQueue source;
    private final LongSupplier nanoTime;
    private volatile Known place;

    /** @param asked when SQS was asked, by {@link System#nanoTime} */
    private record Known(Place place, long asked) {}

    /**
     * A dead-letter queue and its source.
     *
     * @param url the dead-letter queue's URL
     * @param arn the dead-letter queue's ARN
     * @param source the source queue's ARN
     */
    public record Place(String url, String arn, String source) {
        /** The dead-letter queue's name. */
        public String name() {
            return arn.substring(arn.lastIndexOf(':') + 1);
        }
    }

    public DeadLetterQueue(SqsClient client, SqsQueue source) {
        this(client, source, System::nanoTime);
    }

    DeadLetterQueue(SqsClient client, SqsQueue source, LongSupplier nanoTime) {
        this.client = client;
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends the message to the dead-letter queue: body, attributes, trace and group unchanged, plus the cause if there
     * is room.
     *
     * <p>The dead-letter queue may have a size limit. A letter that it refuses with the cause is sent without the cause.
     *
     * @throws NoDeadLetterQueueException if the source queue has no dead-letter queue
     */
    public void keep(Message message, Lease lease, Cause cause) {
        Place to = place();
        Map<String, MessageAttributeValue> bare = new HashMap<>(message.messageAttributes());
        bare.remove(LetterCause.ATTRIBUTE);
        boolean hasRoom = bare.size() < MessageLimits.ATTRIBUTES
                && MessageReader.wire(message).size() + LetterCause.MOST_BYTES <= MessageLimits.SQS_BYTES;
        try {
            if (!hasRoom || !sent(to, message, with(bare, letterCause(message, lease, cause, to)))) {
                send(to, message, bare);
            }
        } catch (QueueDoesNotExistException e) {
            // At the next attempt, the redrive policy may name another queue.
            place = null;
            throw e;
        }
    }

    /** Sends one letter. False if SQS refuses it because of its content. */
    private boolean sent(Place to, Message message, Map<String, MessageAttributeValue> attributes) {
        try {
            send(to, message, attributes);
            return true;
        } catch (SqsException e) {
            if (Fault.of(e) != Fault.REQUEST) {
                throw e;
            }
            LOG.info(
                    "SQS refused dead letter {} with its cause; sending it without the cause: {}",
                    message.messageId(),
                    SafeText.of(e));
            return false;
        }
    }

    private void send(Place to, Message message, Map<String, MessageAttributeValue> attributes) {
        boolean fifo = message.attributes().containsKey(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID);
        // A send repeated after a lost answer must not create a second letter.
        MessageCopy copy =
                MessageCopy.of(message, fifo ? message.messageId() : null).with(attributes);
        new SqsQueue(client, to.url()).send(copy);
    }

    private static Map<String, MessageAttributeValue> with(Map<String, MessageAttributeValue> bare, LetterCause cause) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(bare);
        attributes.put(LetterCause.ATTRIBUTE, string(cause.toJson()));
        return attributes;
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static LetterCause letterCause(Message message, Lease lease, Cause cause, Place to) {
        return LetterCause.of(
                cause,
                lease.work().subscriber(),
                to.source(),
                lease.attempt(),
                SystemAttributes.of(message)
                        .firstReceived()
                        .map(Instant::toString)
                        .orElse(null),
                Instant.now().toString());
    }

    /**
     * The dead-letter queue, looked up again after a minute, because a redrive policy can change while the application
     * runs.
     *
     * @throws NoDeadLetterQueueException if the source queue has no dead-letter queue
     */
    public Place place() {
        Known known = place;
        long now = nanoTime.getAsLong();
        if (known == null || now - known.asked() > FRESH.toNanos()) {
            Map<QueueAttributeName, String> attributes = client.getQueueAttributes(
                            request -> request.queueUrl(source.url())
                                    .attributeNames(QueueAttributeName.REDRIVE_POLICY, QueueAttributeName.QUEUE_ARN))
                    .attributes();
            Arn arn = target(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                    .orElseThrow(() -> new NoDeadLetterQueueException(source.url()));
            String url = client.getQueueUrl(request -> request.queueName(arn.resourceAsString())
                            .queueOwnerAWSAccountId(arn.accountId().orElse(null)))
                    .queueUrl();
            known = new Known(new Place(url, arn.toString(), attributes.get(QueueAttributeName.QUEUE_ARN)), now);
            place = known;
        }
        return known.place();
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
