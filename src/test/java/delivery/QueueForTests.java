package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import event.MessageLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.Ledger;
import local.faults.AwsProxy;
import local.faults.Call;
import local.sqs.LocalSqs;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceHelper;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import testing.LongPolls;
import testing.MessageCount;

/**
 * A queue with a dead-letter queue, and a Camel context whose {@code aws2-sqs} is Caravan's. The context's calls go
 * through a proxy that records them and injects faults. The test's own calls do not.
 */
public final class QueueForTests implements AutoCloseable {
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

    public static QueueForTests standard() {
        return new QueueForTests("").make();
    }

    public static QueueForTests fifo() {
        return new QueueForTests(".fifo").make();
    }

    private QueueForTests make() {
        context.getRegistry().bind("aws2-sqs", new SqsComponent());
        context.getRegistry().bind("sqs", inFront.sqs());
        context.getShutdownStrategy().setTimeout(20);
        // As in the application: an HTTP client that waits and retries by itself would hide the server's answer.
        context.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
        deadLetterUrl = create("letters-" + UUID.randomUUID() + suffix, Map.of());
        url = create(
                "queue-" + UUID.randomUUID() + suffix,
                Map.of(QueueAttributeName.REDRIVE_POLICY, redrivePolicy(deadLetterUrl, 100)));
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

    /** The client that bypasses the proxy. */
    public SqsClient sqs() {
        return behind.sqs();
    }

    public AwsProxy proxy() {
        return proxy;
    }

    public CamelContext context() {
        return context;
    }

    public String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    public void use(Ledger ledger) {
        context.getRegistry().bind("ledger", Ledger.class, ledger);
    }

    /**
     * Starts a route {@code billing} from the queue; options are those of the endpoint, such as {@code backoff=1s}.
     * Unless they say so, polls are short, and deletes do not wait for long.
     */
    public QueueForTests consume(String options, String handler) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-sqs:" + name() + "?" + quick(options))
                        .routeId("billing")
                        .errorHandler(noErrorHandler())
                        .to(handler);
            }
        });
        context.start();
        return this;
    }

    /** Stops the route {@code billing} once its receives have ended, because Camel checks for this only once a second. */
    public void stopRoute() throws Exception {
        ServiceHelper.suspendService(context.getRoute("billing").getConsumer());
        await().until(() -> openReceives() == 0);
        context.getRouteController().stopRoute("billing");
    }

    public void startRoute() throws Exception {
        context.getRouteController().startRoute("billing");
    }

    /** Shortens the times that a test does not set. */
    private static String quick(String options) {
        return Stream.concat(
                        Stream.of(options).filter(given -> !given.isEmpty()),
                        Stream.of("waitTimeSeconds=1", "deleteLinger=50ms")
                                .filter(option -> !options.contains(option.substring(0, option.indexOf('=') + 1))))
                .collect(Collectors.joining("&"));
    }

    /** As {@link #consume(String, String)}, with a handler that is written in the test. */
    public QueueForTests consume(String options, Processor handler) throws Exception {
        context.getRegistry().bind("handler", Processor.class, handler);
        return consume(options, "bean:handler");
    }

    /** The visibility timeouts in calls to SQS, in their order. */
    public List<Integer> visibilityTimeouts() {
        return proxy.calls("ChangeMessageVisibilityBatch").stream()
                .flatMap(call -> call.body().path("Entries").valueStream())
                .map(entry -> entry.path("VisibilityTimeout").asInt())
                .toList();
    }

    /** The number of receives in flight. */
    public int openReceives() {
        return (int) proxy.calls("ReceiveMessage").stream()
                .filter(call -> call.status() == Call.OPEN)
                .count();
    }

    /** The number of entries of each call of this action. */
    public List<Integer> batches(String action) {
        return proxy.calls(action).stream()
                .map(call -> call.body().path("Entries").size())
                .toList();
    }

    /** The dead-letter queue's URL. */
    public String deadLetterUrl() {
        return deadLetterUrl;
    }

    public String url() {
        return url;
    }

    public String arn() {
        return attribute(url, QueueAttributeName.QUEUE_ARN);
    }

    public void send(String... bodies) {
        sendInBatches(IntStream.range(0, bodies.length)
                .mapToObj(number -> entry(number, bodies[number]).build())
                .toList());
    }

    private static SendMessageBatchRequestEntry.Builder entry(int number, String body) {
        return SendMessageBatchRequestEntry.builder().id(String.valueOf(number)).messageBody(body);
    }

    private void sendInBatches(List<SendMessageBatchRequestEntry> entries) {
        for (int first = 0; first < entries.size(); first += MessageLimits.BATCH) {
            List<SendMessageBatchRequestEntry> some =
                    entries.subList(first, Math.min(entries.size(), first + MessageLimits.BATCH));
            SendMessageBatchResponse sent =
                    sqs().sendMessageBatch(request -> request.queueUrl(url).entries(some));
            assertThat(sent.failed()).isEmpty();
        }
    }

    public void send(String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        sqs().sendMessage(request -> request.queueUrl(url).messageBody(body).messageAttributes(values));
    }

    public void sendToGroup(String group, String... bodies) {
        sendInBatches(IntStream.range(0, bodies.length)
                .mapToObj(number -> entry(number, bodies[number])
                        .messageGroupId(group)
                        .messageDeduplicationId(UUID.randomUUID().toString())
                        .build())
                .toList());
    }

    /** Sends one message with these attributes to a group. */
    public void sendToGroup(String group, Map<String, String> attributes, String body) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        sqs().sendMessage(request -> request.queueUrl(url)
                .messageBody(body)
                .messageAttributes(values)
                .messageGroupId(group)
                .messageDeduplicationId(UUID.randomUUID().toString()));
    }

    /** Sends an event. The same event may be sent again, as another message. */
    public void sendEventToGroup(String group, String id) {
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

    public void sendNumbers(int count) {
        send(IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new));
    }

    public int visible() {
        return Integer.parseInt(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    public int inFlight() {
        return Integer.parseInt(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    /**
     * The number of messages, visible or in flight, counted at one moment. A message that becomes visible again is
     * counted exactly once.
     */
    public int left() {
        return MessageCount.in(url, sqs());
    }

    public List<Message> deadLetters() {
        return sqs().receiveMessage(request -> request.queueUrl(deadLetterUrl)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(0)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    public int visibleDeadLetters() {
        return Integer.parseInt(attribute(deadLetterUrl, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    /** The number of dead letters, visible or not. */
    public int deadLetterCount() {
        return Integer.parseInt(attribute(deadLetterUrl, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                + Integer.parseInt(
                        attribute(deadLetterUrl, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    /** The one message that waits in the queue, which stays there. */
    public Message peek() {
        return receive(0).get(0);
    }

    /** Receives the messages like a consumer that dies. */
    public void receiveAndLetGo() {
        receive(0);
    }

    private List<Message> receive(int visibilityTimeout) {
        return sqs().receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(visibilityTimeout)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    /** The client whose calls the proxy records. */
    public SqsClient client() {
        return inFront.sqs();
    }

    public void setAttribute(QueueAttributeName name, String value) {
        sqs().setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(name, value)));
    }

    /** Makes SQS move a message to the dead letters after this many receives. */
    public void redriveAfter(int receives) {
        setAttribute(QueueAttributeName.REDRIVE_POLICY, redrivePolicy(deadLetterUrl, receives));
    }

    public void giveTheDeadLetterQueueARedrivePolicy() {
        String beyond = create("beyond-" + UUID.randomUUID() + suffix, Map.of());
        sqs().setQueueAttributes(request -> request.queueUrl(deadLetterUrl)
                .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrivePolicy(beyond, 2))));
    }

    private String redrivePolicy(String to, int receives) {
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                .formatted(attribute(to, QueueAttributeName.QUEUE_ARN), receives);
    }

    public void deleteDeadLetterQueue() {
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
        LongPolls.end(context, proxy);
        context.stop();
        inFront.close();
        behind.close();
        proxy.close();
        service.close();
    }
}
