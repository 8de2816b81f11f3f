package sqs;

import aws.Fault;
import cost.Spending;
import event.MessageLimits;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import topology.Queue;

/**
 * Calls one SQS queue. Each method makes one request; a batch has at most {@link MessageLimits#BATCH} entries.
 *
 * <p>Every method throws {@link software.amazon.awssdk.core.exception.SdkException} if AWS does not answer or refuses.
 */
public final class SqsQueue {
    /** The timeout of visibility changes, which SQS answers within milliseconds or not at all. */
    private static final AwsRequestOverrideConfiguration PROMPT = AwsRequestOverrideConfiguration.builder()
            .apiCallAttemptTimeout(Duration.ofSeconds(2))
            .apiCallTimeout(Duration.ofSeconds(8))
            .build();

    private final SqsClient client;
    private final String url;
    private final boolean isFifo;
    private final Spending spending;

    /** A queue whose calls count towards no route's costs. */
    public SqsQueue(SqsClient client, String url) {
        this(client, url, new Spending());
    }

    public SqsQueue(SqsClient client, String url, Spending spending) {
        this.client = client;
        this.url = url;
        this.isFifo = url.endsWith(".fifo");
        this.spending = spending;
    }

    /** Finds a queue by its name, in the client's account and region, or by its ARN or URL. */
    public static SqsQueue named(SqsClient client, String name) {
        Queue queue = Queue.of(name);
        return new SqsQueue(
                client,
                client.getQueueUrl(request -> request.queueName(queue.plainName())
                                .queueOwnerAWSAccountId(queue.account().orElse(null)))
                        .queueUrl());
    }

    /** Hides a received message for another {@code timeout}; zero makes it visible at once. */
    public record Visibility(String receiptHandle, Duration timeout) {
        /** The timeout in seconds, rounded up, so that a message never becomes visible too early. */
        public int seconds() {
            return (int) Math.min(43_200, (timeout.toMillis() + 999) / 1000);
        }
    }

    public String url() {
        return url;
    }

    /**
     * Receives up to {@code most} messages, waits up to {@code wait} for them, and hides them for {@code visibility}.
     *
     * @param attributes the system attributes to ask for; each makes a receive slower
     * @see <a
     *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html">ReceiveMessage</a>
     */
    public List<Message> receive(int most, Duration wait, Duration visibility, Collection<String> attributes) {
        spending.call();
        List<Message> messages = client.receiveMessage(request -> request.queueUrl(url())
                        .receiveRequestAttemptId(attemptId())
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds((int) wait.toSeconds())
                        .visibilityTimeout((int) visibility.toSeconds())
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings(attributes))
                .messages();
        spending.payload(messages.stream().mapToLong(MessageReader::size).sum());
        return messages;
    }

    /**
     * A new attempt id for each receive of a FIFO queue. The SDK repeats the id when it retries, and SQS then returns the
     * messages of the lost answer. Without the id, the groups of these messages would wait for the visibility timeout.
     */
    private String attemptId() {
        return isFifo ? UUID.randomUUID().toString() : null;
    }

    /**
     * A message that SQS has accepted.
     *
     * @param messageId its id in this queue
     * @param sequence its sequence number in a FIFO queue; zero in a standard queue
     */
    public record Accepted(String messageId, BigInteger sequence) {}

    /**
     * The result of sending messages together, by their positions in the list.
     *
     * @param messageIds the ids of the accepted messages
     * @param failed why SQS did not accept the others
     */
    public record Sent(Map<Integer, String> messageIds, Map<Integer, EntryFailedException> failed) {}

    /**
     * Sends messages in one call, or in several if they are too large for one. A copy that SQS refuses with its kept id is sent
     * again without the id, because the queue may have a lower size limit than SQS.
     */
    public Sent send(List<MessageCopy> messages) {
        Sent first = sendAsTheyAre(messages);
        List<Integer> again = first.failed().entrySet().stream()
                .filter(failed -> messages.get(failed.getKey()).keepsId())
                .filter(failed -> failed.getValue().isSenderFault())
                .map(Map.Entry::getKey)
                .toList();
        if (again.isEmpty()) {
            return first;
        }
        Sent second = sendAsTheyAre(
                again.stream().map(place -> messages.get(place).withoutId()).toList());
        second.messageIds().forEach((place, id) -> {
            first.messageIds().put(again.get(place), id);
            first.failed().remove(again.get(place));
        });
        return first;
    }

    private Sent sendAsTheyAre(List<MessageCopy> messages) {
        Map<Integer, String> messageIds = new HashMap<>();
        Map<Integer, EntryFailedException> failed = new HashMap<>();
        int first = 0;
        while (first < messages.size()) {
            int next = first;
            long bytes = 0;
            do {
                bytes += messages.get(next).size();
                next++;
            } while (next < messages.size()
                    && next - first < MessageLimits.BATCH
                    && bytes + messages.get(next).size() <= MessageLimits.SQS_BYTES);
            int offset = first;
            SendMessageBatchResponse answer = sendAtOnce(messages.subList(first, next));
            answer.successful()
                    .forEach(entry -> messageIds.put(offset + Integer.parseInt(entry.id()), entry.messageId()));
            failed(answer.failed()).forEach((place, failure) -> failed.put(offset + place, failure));
            first = next;
        }
        return new Sent(messageIds, failed);
    }

    /** Sends one message and returns its sequence number, which not every SQS returns for a batch. */
    public Accepted send(MessageCopy message) {
        try {
            return sendAsItIs(message);
        } catch (SqsException e) {
            if (!message.keepsId() || Fault.of(e) != Fault.REQUEST) {
                throw e;
            }
            return sendAsItIs(message.withoutId());
        }
    }

    private Accepted sendAsItIs(MessageCopy message) {
        SendMessageBatchRequestEntry entry = message.entry("");
        spending.call();
        spending.payload(message.size());
        SendMessageResponse answer = client.sendMessage(request -> request.queueUrl(url())
                .messageBody(entry.messageBody())
                .messageAttributes(entry.messageAttributes())
                .messageSystemAttributes(entry.messageSystemAttributes())
                .messageGroupId(entry.messageGroupId())
                .messageDeduplicationId(entry.messageDeduplicationId()));
        String sequence = answer.sequenceNumber();
        return new Accepted(answer.messageId(), sequence == null ? BigInteger.ZERO : new BigInteger(sequence));
    }

    private SendMessageBatchResponse sendAtOnce(List<MessageCopy> messages) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (MessageCopy message : messages) {
            entries.add(message.entry(String.valueOf(entries.size())));
        }
        spending.call();
        spending.payload(messages.stream().mapToLong(MessageCopy::size).sum());
        return client.sendMessageBatch(request -> request.queueUrl(url()).entries(entries));
    }

    /**
     * Deletes received messages.
     *
     * @return the failures, by position in the list
     */
    public Map<Integer, EntryFailedException> delete(List<String> receiptHandles) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (String receiptHandle : receiptHandles) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(receiptHandle)
                    .build());
        }
        spending.call();
        Map<Integer, EntryFailedException> failed = failed(
                client.deleteMessageBatch(request -> request.queueUrl(url()).entries(entries))
                        .failed());
        spending.messages(entries.size() - failed.size());
        return failed;
    }

    /**
     * Changes how long received messages stay hidden.
     *
     * @return the failures, by position in the list
     */
    public Map<Integer, EntryFailedException> changeVisibility(List<Visibility> changes) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (Visibility change : changes) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(change.receiptHandle())
                    .visibilityTimeout(change.seconds())
                    .build());
        }
        spending.call();
        return failed(client.changeMessageVisibilityBatch(
                        request -> request.queueUrl(url()).entries(entries).overrideConfiguration(PROMPT))
                .failed());
    }

    @Override
    public String toString() {
        return url;
    }

    private static Map<Integer, EntryFailedException> failed(List<BatchResultErrorEntry> errors) {
        Map<Integer, EntryFailedException> failed = new HashMap<>();
        for (BatchResultErrorEntry error : errors) {
            failed.put(Integer.valueOf(error.id()), new EntryFailedException(error));
        }
        return failed;
    }
}
