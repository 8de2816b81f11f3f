package local.sns;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The SNS and SQS under contract: the embedded ones, or those at {@code -Dcontract.sns} and {@code -Dcontract.sqs}. The
 * resources of a test have unique names, and are deleted after the test.
 */
final class Cloud implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SNS = System.getProperty("contract.sns");
    private static final String SQS = System.getProperty("contract.sqs");

    private final QueuesForTests queues;
    private final LocalSns embedded;
    private final SnsClient sns;
    private final SqsClient sqs;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Cloud() {
        queues = SNS == null ? QueuesForTests.start() : null;
        embedded = SNS == null ? LocalSns.start(0, queues.endpoint()) : null;
        sns = client(SnsClient.builder(), SNS == null ? embedded.endpoint() : URI.create(SNS));
        sqs = client(SqsClient.builder(), SNS == null ? queues.endpoint() : URI.create(SQS));
    }

    record Queue(String url, String arn) {}

    static <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint) {
        builder.endpointOverride(endpoint);
        if (SNS == null) {
            builder.region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
        }
        return builder.build();
    }

    /** The embedded SNS, for features that AWS does not have. */
    LocalSns embedded() {
        return embedded;
    }

    SnsClient sns() {
        return sns;
    }

    SqsClient sqs() {
        return sqs;
    }

    String uniqueName() {
        return "contract-" + UUID.randomUUID();
    }

    /** The ARN of a new standard topic. */
    String topic() {
        return topic(uniqueName(), Map.of());
    }

    /** The ARN of a new FIFO topic. */
    String fifoTopic(Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put("FifoTopic", "true");
        return topic(uniqueName() + ".fifo", all);
    }

    String topic(String name, Map<String, String> attributes) {
        String arn = sns.createTopic(topic -> topic.name(name).attributes(attributes))
                .topicArn();
        undo.push(() -> sns.deleteTopic(topic -> topic.topicArn(arn)));
        return arn;
    }

    Queue queue() {
        return queue(uniqueName(), Map.of());
    }

    Queue fifoQueue() {
        return queue(uniqueName() + ".fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
    }

    Queue queue(String name, Map<QueueAttributeName, String> attributes) {
        String url = sqs.createQueue(queue -> queue.queueName(name).attributes(attributes))
                .queueUrl();
        undo.push(() -> sqs.deleteQueue(queue -> queue.queueUrl(url)));
        String arn = sqs.getQueueAttributes(queue -> queue.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        if (SNS != null) {
            allowSns(url, arn);
        }
        return new Queue(url, arn);
    }

    /** The ARN of a queue that does not exist. */
    String missingQueue() {
        return "arn:aws:sqs:us-east-1:000000000000:" + uniqueName();
    }

    /** Subscribes the queue and returns the subscription's ARN. */
    String subscribe(String topic, String queue, Map<String, String> attributes) {
        return sns.subscribe(subscription -> subscription
                        .topicArn(topic)
                        .protocol("sqs")
                        .endpoint(queue)
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    String subscribe(String topic, Queue queue) {
        return subscribe(topic, queue.arn(), Map.of());
    }

    String subscribeRaw(String topic, Queue queue) {
        return subscribe(topic, queue.arn(), Map.of("RawMessageDelivery", "true"));
    }

    String publish(String topic, String text) {
        return sns.publish(message -> message.topicArn(topic).message(text)).messageId();
    }

    /** Receives and deletes messages until there are this many. */
    List<Message> receive(Queue queue, int number) {
        List<Message> received = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            received.addAll(receiveNow(queue));
            return received.size() >= number;
        });
        return received;
    }

    List<String> receiveTexts(Queue queue, int number) {
        return receive(queue, number).stream().map(Message::body).toList();
    }

    /** Receives and deletes the messages that are in the queue at this moment. */
    List<Message> receiveNow(Queue queue) {
        List<Message> messages = sqs.receiveMessage(request -> request.queueUrl(queue.url())
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings("All"))
                .messages();
        messages.forEach(message ->
                sqs.deleteMessage(request -> request.queueUrl(queue.url()).receiptHandle(message.receiptHandle())));
        return messages;
    }

    /** Deletes all resources made since the last call. */
    void cleanUp() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    @Override
    public void close() {
        sns.close();
        sqs.close();
        if (embedded != null) {
            embedded.close();
            queues.close();
        }
    }

    private void allowSns(String url, String arn) {
        String policy = """
                {"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"%s"}]}""".formatted(arn);
        sqs.setQueueAttributes(queue -> queue.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy)));
    }
}
