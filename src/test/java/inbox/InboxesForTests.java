package inbox;

import aws.AwsClients;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import testing.Backbone;
import topology.Inbox;

/** An inbox of an application, seen from both ends: its clients' queues at AWS, and its path. */
record InboxesForTests(Backbone backbone, Inbox inbox, String path) {
    static final String SECRET = "a secret of sixteen and more";

    private static final ClientTokens TOKENS = ClientTokens.by(SECRET);

    /** Makes a client's queue, with the dead-letter queue that all clients share. */
    InboxesForTests with(String... clients) {
        String letters = sqs().createQueue(r -> r.queueName(letters()).attributes(attributes(Map.of())))
                .queueUrl();
        String arn = sqs().getQueueAttributes(r -> r.queueUrl(letters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        for (String client : clients) {
            sqs().createQueue(r -> r.queueName(inbox.queue(client).name())
                    .attributes(attributes(Map.of(
                            QueueAttributeName.REDRIVE_POLICY,
                            "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"100\"}".formatted(arn)))));
        }
        return this;
    }

    private Map<QueueAttributeName, String> attributes(Map<QueueAttributeName, String> more) {
        Map<QueueAttributeName, String> attributes = new LinkedHashMap<>(more);
        if (inbox.isFifo()) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        return attributes;
    }

    private String letters() {
        return inbox.isFifo()
                ? inbox.name().replace(".fifo", "-inbox-dead-letters.fifo")
                : inbox.name() + "-inbox-dead-letters";
    }

    /** Sends an event to a client's queue. */
    void send(String client, String id, String data) {
        sendFrom("/shop", client, id, data);
    }

    /** Sends an event from another source to a client's queue. */
    void sendFrom(String source, String client, String id, String data) {
        sqs().sendMessage(event(source, client, id, data).build());
    }

    /** Sends an event of a group. */
    void send(String client, String id, String data, String group) {
        sqs().sendMessage(event("/shop", client, id, data)
                .messageGroupId(group)
                .messageDeduplicationId(id)
                .build());
    }

    /** Sends events with the ids {@code 1}, {@code 2} and so on. */
    void send(String client, int count) {
        IntStream.rangeClosed(1, count)
                .forEach(number -> send(client, client + "-" + number, "{\"n\":" + number + "}"));
    }

    private SendMessageRequest.Builder event(String source, String client, String id, String data) {
        return SendMessageRequest.builder()
                .queueUrl(url(client))
                .messageBody(data)
                .messageAttributes(Map.of(
                        "ce_id", text(id),
                        "ce_source", text(source),
                        "ce_type", text("OrderPaid"),
                        "content-type", text("application/json")));
    }

    static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    /** A request to connect as a client, with its token. */
    InboxClient.Request as(String client) {
        return at(client).token(TOKENS.of(client));
    }

    /** A request to connect as a client, without a token. */
    InboxClient.Request at(String client) {
        return new InboxClient.Request(address(client));
    }

    URI address(String client) {
        return URI.create(backbone.http().toString().replace("http:", "ws:") + path + client);
    }

    String url(String client) {
        return url(inbox.queue(client).name(), sqs());
    }

    private static String url(String queue, SqsClient sqs) {
        return sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
    }

    /** The visible messages of a client's queue, and the messages in flight. */
    List<Integer> depth(String client) {
        return depth(url(client), sqs());
    }

    private static List<Integer> depth(String url, SqsClient sqs) {
        Map<QueueAttributeName, String> counts = sqs.getQueueAttributes(r -> r.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return List.of(
                Integer.valueOf(counts.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)),
                Integer.valueOf(counts.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
    }

    /** The cause of the only dead letter of all clients. */
    String causeOfLetter() {
        return sqs()
                .receiveMessage(r -> r.queueUrl(url(letters(), sqs()))
                        .messageAttributeNames("All")
                        .visibilityTimeout(0))
                .messages()
                .stream()
                .map(message -> message.messageAttributes().get("caravan-cause").stringValue())
                .findFirst()
                .orElse("");
    }

    /** The ledger's record of an event at a client: its state and its attempts. */
    String remembered(String client, String id) {
        var item = aws().dynamoDb()
                .getItem(r -> r.tableName("caravan-ledger")
                        .key(Map.of(
                                "event",
                                AttributeValue.fromS(id),
                                "subscriber",
                                AttributeValue.fromS(inbox.queue(client).name()))))
                .item();
        return item.isEmpty()
                ? ""
                : item.get("state").s() + " " + item.get("attempts").n();
    }

    private AwsClients aws() {
        return backbone.aws();
    }

    private SqsClient sqs() {
        return aws().sqs();
    }
}
