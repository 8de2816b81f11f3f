package local.sqs;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import local.Clients;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * The SQS under contract: an embedded one, or the one at the endpoint in the system property {@code contract.sqs}, with
 * credentials and region from the environment. Queues of a test have names that no other run uses, and are deleted
 * after the test.
 */
final class SqsUnderContract implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    static final String ENDPOINT = "contract.sqs";

    private final List<String> queues = new ArrayList<>();
    private SqsClient client;

    @Override
    public void beforeAll(ExtensionContext context) {
        client = Optional.ofNullable(System.getProperty(ENDPOINT))
                .map(endpoint -> SqsClient.builder()
                        .endpointOverride(URI.create(endpoint))
                        .build())
                .orElseGet(() -> Clients.sqs(embedded(context).endpoint()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        queues.forEach(queue -> client.deleteQueue(q -> q.queueUrl(queue)));
        queues.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        client.close();
    }

    SqsClient client() {
        return client;
    }

    /** A name that no other run uses. */
    static String name(String suffix) {
        return "contract-" + UUID.randomUUID() + suffix;
    }

    /** The URL of a new standard queue. */
    String queue(Map<QueueAttributeName, String> attributes) {
        return create(CreateQueueRequest.builder().queueName(name("")).attributes(attributes));
    }

    /** The URL of a new FIFO queue. */
    String fifoQueue(Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> all = new HashMap<>(attributes);
        all.put(QueueAttributeName.FIFO_QUEUE, "true");
        return create(CreateQueueRequest.builder().queueName(name(".fifo")).attributes(all));
    }

    /** The URL of a new queue, to be deleted after the test. */
    String create(CreateQueueRequest.Builder request) {
        String url = client.createQueue(request.build()).queueUrl();
        queues.add(url);
        return url;
    }

    String attribute(String queue, QueueAttributeName name) {
        return client.getQueueAttributes(q -> q.queueUrl(queue).attributeNames(name))
                .attributes()
                .get(name);
    }

    /** The redrive policy that leads to this queue after this number of receives. */
    String redriveTo(String deadLetters, int maxReceiveCount) {
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                .formatted(attribute(deadLetters, QueueAttributeName.QUEUE_ARN), maxReceiveCount);
    }

    void send(String queue, String... bodies) {
        List<SendMessageBatchRequestEntry> entries = IntStream.range(0, bodies.length)
                .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                        .id("" + i)
                        .messageBody(bodies[i])
                        .build())
                .toList();
        client.sendMessageBatch(b -> b.queueUrl(queue).entries(entries));
    }

    /** Sends to a group of a FIFO queue, with the body as deduplication id. */
    void sendToGroup(String group, String queue, String... bodies) {
        for (String body : bodies) {
            client.sendMessage(m ->
                    m.queueUrl(queue).messageBody(body).messageGroupId(group).messageDeduplicationId(body));
        }
    }

    /** The messages of a short long poll, which, unlike a short poll, asks all servers of a queue. */
    List<Message> receive(String queue) {
        return client.receiveMessage(
                        r -> r.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages();
    }

    void delete(String queue, Message message) {
        client.deleteMessage(d -> d.queueUrl(queue).receiptHandle(message.receiptHandle()));
    }

    private static LocalSqs embedded(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LocalSqs.class))
                .getOrComputeIfAbsent("embedded", once -> LocalSqs.start(0), LocalSqs.class);
    }
}
