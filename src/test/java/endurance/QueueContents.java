package endurance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import local.faults.Call;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The contents of the queues, read without the proxies and their faults. */
final class QueueContents implements AutoCloseable {
    private final SqsClient client;

    QueueContents(URI endpoint) {
        client = client(endpoint);
    }

    /** A client of the SQS at this endpoint. */
    static SqsClient client(URI endpoint) {
        return SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
    }

    /** Whether the application has made all queues. */
    boolean areThere() {
        return all().containsAll(Stream.of(SubscribedQueue.values())
                .flatMap(subscriber -> Stream.of(subscriber.queue(), subscriber.deadLetters()))
                .toList());
    }

    /** The names of the queues that exist. */
    List<String> all() {
        return client.listQueues().queueUrls().stream()
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    int visible(String queue) {
        return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    int inFlight(String queue) {
        return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /**
     * The messages that changes of their visibility still hide. A message that was only received is not among them.
     *
     * @param calls the latest calls to SQS
     */
    static List<Hidden> hidden(String queue, List<Call> calls) {
        Map<String, List<VisibilityChange>> changes = new HashMap<>();
        for (Call call : calls) {
            if (!call.body().path("QueueUrl").asText().endsWith("/" + queue)) {
                continue;
            }
            for (JsonNode entry : call.body().path("Entries")) {
                String handle = entry.path("ReceiptHandle").asText();
                if (call.action().equals("ChangeMessageVisibilityBatch")) {
                    changes.computeIfAbsent(handle, each -> new ArrayList<>())
                            .add(new VisibilityChange(
                                    call.at(),
                                    Duration.ofSeconds(
                                            entry.path("VisibilityTimeout").asLong())));
                } else if (call.action().equals("DeleteMessageBatch")) {
                    changes.remove(handle);
                }
            }
        }
        Instant now = Instant.now();
        return changes.values().stream()
                .map(Hidden::new)
                .filter(message -> message.last().until().isAfter(now))
                .toList();
    }

    /** A change of a message's visibility. */
    record VisibilityChange(Instant at, Duration timeout) {
        Instant until() {
            return at.plus(timeout);
        }
    }

    /** A message with the changes that hide it. */
    record Hidden(List<VisibilityChange> changes) {
        VisibilityChange last() {
            return changes.get(changes.size() - 1);
        }

        /**
         * Whether the message is hidden on purpose: another message of its event was being handled, and it comes again when that
         * lease ends. A message that a stop left behind was hidden by its receive, and by heartbeats every two seconds, each for
         * the visibility timeout.
         */
        boolean isHeldBack() {
            return changes.size() == 1 || !last().timeout().equals(EndurancePlan.VISIBILITY);
        }
    }

    /** Takes all messages out of a queue and returns the ids of their events. */
    List<String> drain(String queue) {
        String url = url(queue);
        List<String> events = new ArrayList<>();
        List<Message> messages = receive(url);
        while (!messages.isEmpty()) {
            for (Message message : messages) {
                events.add(message.messageAttributes().get("ce_id").stringValue());
                client.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            messages = receive(url);
        }
        return events;
    }

    @Override
    public void close() {
        client.close();
    }

    private List<Message> receive(String url) {
        return client.receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).messageAttributeNames("All"))
                .messages();
    }

    private int count(String queue, QueueAttributeName attribute) {
        return Integer.parseInt(client.getQueueAttributes(
                        request -> request.queueUrl(url(queue)).attributeNames(attribute))
                .attributes()
                .get(attribute));
    }

    private String url(String queue) {
        return client.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }
}
