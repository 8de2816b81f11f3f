package publishing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import local.Clients;
import local.ProxiedCloud;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A topic, and a queue that receives all of the topic's messages, with raw delivery. */
public final class Subscribed {
    private final SqsClient sqs;
    private final String topicArn;
    private final String queueUrl;

    private Subscribed(SqsClient sqs, String topicArn, String queueUrl) {
        this.sqs = sqs;
        this.topicArn = topicArn;
        this.queueUrl = queueUrl;
    }

    public static Subscribed to(String topic, ProxiedCloud cloud) {
        boolean fifo = topic.endsWith(".fifo");
        SqsClient sqs = Clients.sqs(cloud.sqs().endpoint());
        String queueUrl = sqs.createQueue(r -> {
                    r.queueName("all-of-" + topic);
                    if (fifo) {
                        r.attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
                    }
                })
                .queueUrl();
        String queueArn = sqs.getQueueAttributes(r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        try (SnsClient sns = Clients.sns(cloud.sns().endpoint())) {
            String topicArn = sns.createTopic(
                            r -> r.name(topic).attributes(fifo ? Map.of("FifoTopic", "true") : Map.of()))
                    .topicArn();
            sns.subscribe(r -> r.topicArn(topicArn)
                    .protocol("sqs")
                    .endpoint(queueArn)
                    .attributes(Map.of("RawMessageDelivery", "true")));
            return new Subscribed(sqs, topicArn, queueUrl);
        }
    }

    /** A client that retries as the SDK does by default, only sooner. */
    public static SnsClient client(URI endpoint, ExecutionInterceptor... interceptors) {
        BackoffStrategy backoff = BackoffStrategy.exponentialDelay(Duration.ofMillis(5), Duration.ofMillis(50));
        return SnsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .backoffStrategy(backoff)
                                .throttlingBackoffStrategy(backoff)
                                .build())
                        .executionInterceptors(List.of(interceptors)))
                .build();
    }

    public String topicArn() {
        return topicArn;
    }

    /** Takes this number of messages from the queue, in their order. */
    public List<Message> messages(int count) {
        List<Message> messages = new ArrayList<>();
        await().atMost(20, SECONDS).pollInterval(Duration.ofMillis(10)).until(() -> {
            messages.addAll(receive());
            return messages.size() >= count;
        });
        return messages;
    }

    /** As {@link #messages(int)}, but as the events that a handler gets. */
    public List<ReceivedEvent> events(int count) {
        return messages(count).stream().map(Subscribed::event).toList();
    }

    /** Whether the queue is empty, and no message arrives for a while. */
    public boolean isEmpty() {
        return sqs.receiveMessage(r -> r.queueUrl(queueUrl).waitTimeSeconds(1))
                .messages()
                .isEmpty();
    }

    private List<Message> receive() {
        List<Message> received = sqs.receiveMessage(r -> r.queueUrl(queueUrl)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        if (!received.isEmpty()) {
            sqs.deleteMessageBatch(r -> r.queueUrl(queueUrl)
                    .entries(received.stream()
                            .map(m -> DeleteMessageBatchRequestEntry.builder()
                                    .id(m.messageId())
                                    .receiptHandle(m.receiptHandle())
                                    .build())
                            .toList()));
        }
        return received;
    }

    private static ReceivedEvent event(Message message) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        message.messageAttributes()
                .forEach((name, value) -> attributes.put(
                        name,
                        new Attribute(
                                value.dataType(),
                                value.stringValue(),
                                value.binaryValue() == null
                                        ? null
                                        : value.binaryValue().asByteArray())));
        return WireFormat.decode(new WireMessage(message.body(), attributes), message.messageId());
    }
}
