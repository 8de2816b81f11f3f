package delivery;

import cost.Spending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The calls to one queue. */
final class SqsQueue {
    /** A poll waits for messages; everything else is answered within milliseconds, or never. */
    private static final AwsRequestOverrideConfiguration PROMPT = AwsRequestOverrideConfiguration.builder()
            .apiCallAttemptTimeout(Duration.ofSeconds(2))
            .apiCallTimeout(Duration.ofSeconds(8))
            .build();

    private final SqsClient client;
    private final String url;
    private final Spending spending;

    /** A queue whose calls are on no route's account. */
    SqsQueue(SqsClient client, String url) {
        this(client, url, new Spending());
    }

    SqsQueue(SqsClient client, String url, Spending spending) {
        this.client = client;
        this.url = url;
        this.spending = spending;
    }

    /** A message is to be hidden for this much longer; zero makes it visible at once. */
    record Visibility(InFlight message, Duration timeout) {
        /** SQS counts in seconds; a part of one is rounded up, so that nothing comes back too early. */
        int seconds() {
            return (int) Math.min(43_200, (timeout.toMillis() + 999) / 1000);
        }
    }

    String url() {
        return url;
    }

    /** Waits up to {@code wait} for up to {@code most} messages, and hides them for {@code visibility}. */
    List<Message> receive(int most, Duration wait, Duration visibility) {
        spending.call();
        return client.receiveMessage(request -> request.queueUrl(url())
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds((int) wait.toSeconds())
                        .visibilityTimeout((int) visibility.toSeconds())
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    Map<Integer, EntryFailedException> delete(List<InFlight> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (InFlight message : messages) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        spending.call();
        Map<Integer, EntryFailedException> failed = failed(
                client.deleteMessageBatch(request -> request.queueUrl(url()).entries(entries))
                        .failed());
        spending.messages(entries.size() - failed.size());
        return failed;
    }

    Map<Integer, EntryFailedException> changeVisibility(List<Visibility> changes) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (Visibility change : changes) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(change.message().receiptHandle())
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
