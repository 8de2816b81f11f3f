package delivery;

import aws.AwsClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import ledger.Ledger;
import local.faults.AwsProxy;
import local.sqs.LocalSqs;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A queue with a dead-letter queue, and a Camel context whose {@code aws2-sqs} is Caravan's. The context's calls go
 * through a proxy that records them and makes faults; the test's own do not.
 */
final class QueueForTests implements AutoCloseable {
    private final String suffix;
    private final LocalSqs service = LocalSqs.start(0);
    private final AwsProxy proxy = AwsProxy.inFrontOf(service.endpoint());
    private final AwsClients behind = AwsClients.of(service.endpoint(), service.endpoint(), service.endpoint());
    private final AwsClients inFront = AwsClients.of(proxy.endpoint(), proxy.endpoint(), proxy.endpoint());
    private final CamelContext context = new DefaultCamelContext();
    private String url;
    private String deadLetterUrl;

    private QueueForTests(String suffix) {
        this.suffix = suffix;
    }

    static QueueForTests standard() {
        return new QueueForTests("").make();
    }

    static QueueForTests fifo() {
        return new QueueForTests(".fifo").make();
    }

    private QueueForTests make() {
        context.getRegistry().bind("aws2-sqs", new SqsComponent());
        context.getRegistry().bind("sqs", inFront.sqs());
        context.getShutdownStrategy().setTimeout(20);
        // As in the application: an HTTP client that waits and tries again by itself would hide what the server said.
        context.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
        deadLetterUrl = create("letters-" + UUID.randomUUID() + suffix, Map.of());
        String arn = attribute(deadLetterUrl, QueueAttributeName.QUEUE_ARN);
        url = create(
                "queue-" + UUID.randomUUID() + suffix,
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":100}"));
        return this;
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> all = new HashMap<>(attributes);
        if (!suffix.isEmpty()) {
            all.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        return sqs().createQueue(request -> request.queueName(name).attributes(all))
                .queueUrl();
    }

    /** The client that goes around the proxy. */
    SqsClient sqs() {
        return behind.sqs();
    }

    AwsProxy proxy() {
        return proxy;
    }

    CamelContext context() {
        return context;
    }

    String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    void use(Ledger ledger) {
        context.getRegistry().bind("ledger", Ledger.class, ledger);
    }

    /** Starts a route {@code billing} from the queue; options are those of the endpoint, such as {@code backoff=1s}. */
    QueueForTests consume(String options, String handler) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-sqs:" + name() + "?" + options + (options.isEmpty() ? "" : "&") + "waitTimeSeconds=1")
                        .routeId("billing")
                        .errorHandler(noErrorHandler())
                        .to(handler);
            }
        });
        context.start();
        return this;
    }

    /** As {@link #consume(String, String)}, with a handler that is written in the test. */
    QueueForTests consume(String options, Processor handler) throws Exception {
        context.getRegistry().bind("handler", Processor.class, handler);
        return consume(options, "bean:handler");
    }

    /** The visibility timeouts that SQS was asked for, in their order. */
    List<Integer> visibilityTimeouts() {
        return proxy.calls("ChangeMessageVisibilityBatch").stream()
                .flatMap(call -> call.body().path("Entries").valueStream())
                .map(entry -> entry.path("VisibilityTimeout").asInt())
                .toList();
    }

    /** How many entries each call of this action had. */
    List<Integer> batches(String action) {
        return proxy.calls(action).stream()
                .map(call -> call.body().path("Entries").size())
                .toList();
    }

    String url() {
        return url;
    }

    String arn() {
        return attribute(url, QueueAttributeName.QUEUE_ARN);
    }

    void send(String... bodies) {
        for (String body : bodies) {
            sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
        }
    }

    void send(String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        sqs().sendMessage(request -> request.queueUrl(url).messageBody(body).messageAttributes(values));
    }

    void sendToGroup(String group, String... bodies) {
        for (String body : bodies) {
            sqs().sendMessage(request -> request.queueUrl(url)
                    .messageBody(body)
                    .messageGroupId(group)
                    .messageDeduplicationId(UUID.randomUUID().toString()));
        }
    }

    /** Sends an event; the same one may be sent again, as a message of its own. */
    void sendEventToGroup(String group, String id) {
        sqs().sendMessage(request -> request.queueUrl(url)
                .messageBody(id)
                .messageAttributes(Map.of(
                        "ce_id",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(id)
                                .build()))
                .messageGroupId(group)
                .messageDeduplicationId(UUID.randomUUID().toString()));
    }

    void sendNumbers(int count) {
        for (int start = 0; start < count; start += 10) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(start, Math.min(count, start + 10))
                    .mapToObj(number -> SendMessageBatchRequestEntry.builder()
                            .id(String.valueOf(number))
                            .messageBody(String.valueOf(number))
                            .build())
                    .toList();
            sqs().sendMessageBatch(request -> request.queueUrl(url).entries(entries));
        }
    }

    int visible() {
        return Integer.parseInt(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    int inFlight() {
        return Integer.parseInt(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    /** Visible or in flight, counted at one moment: a message that goes back is never both or neither. */
    int left() {
        return sqs()
                .getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    List<Message> deadLetters() {
        return sqs().receiveMessage(request -> request.queueUrl(deadLetterUrl)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(0)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    void deleteDeadLetterQueue() {
        sqs().deleteQueue(request -> request.queueUrl(deadLetterUrl));
    }

    private String attribute(String queue, QueueAttributeName name) {
        return sqs().getQueueAttributes(request -> request.queueUrl(queue).attributeNames(name))
                .attributes()
                .get(name);
    }

    @Override
    public void close() {
        proxy.faults().clear();
        context.stop();
        inFront.close();
        behind.close();
        proxy.close();
        service.close();
    }
}
