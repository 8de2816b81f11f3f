package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import event.PartialFailureException;
import event.ReceivedEvent;
import io.cloudevents.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.DynamoDbLedger;
import ledger.LedgerTable;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Faults;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ValidationException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Three consumers of a FIFO queue on an AWS that fails now and then: each group in order, each event once. */
class OrderAndOnceTest {
    private static final int CONSUMERS = 3;
    private static final int MOST_FAILURES = 3;

    private static ProxiedCloud cloud;
    private static AwsClients aws;

    /**
     * An event on its way to a queue.
     *
     * @param failures how many times its handler fails before it succeeds
     * @param poison whether its handler refuses it permanently
     * @param twice whether it is sent twice
     */
    record Sent(int group, int failures, boolean poison, boolean twice, int millis) {
        String id(int number) {
            return "group " + group + ", event " + number;
        }
    }

    @BeforeContainer
    static void start() {
        cloud = LocalCloud.withProxies(42);
        aws = AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
        new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME).create();
    }

    @AfterContainer
    static void stop() {
        aws.close();
        cloud.close();
    }

    @Provide
    Arbitrary<List<Sent>> events() {
        Arbitrary<Integer> failures = Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(2, 1), Tuple.of(1, MOST_FAILURES));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        failures,
                        Arbitraries.integers().between(0, 19).map(one -> one == 0),
                        Arbitraries.integers().between(0, 7).map(one -> one == 0),
                        Arbitraries.integers().between(0, 20))
                .as(Sent::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(40);
    }

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void each_group_is_handled_in_order_and_each_event_once(@ForAll("events") List<Sent> events) throws Exception {
        assertOrderAndOnce(events, "");
    }

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void each_group_is_handled_in_order_and_each_event_once_in_batches(@ForAll("events") List<Sent> events)
            throws Exception {
        assertOrderAndOnce(events, "&concurrency=3&batch=7&batchWait=100ms");
    }

    private static void assertOrderAndOnce(List<Sent> events, String options) throws Exception {
        cloud.reset();
        String letters = create("letters-" + UUID.randomUUID() + ".fifo", Map.of());
        String queue = create(
                "orders-" + UUID.randomUUID() + ".fifo",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":100}".formatted(arn(letters))));
        Shop shop = new Shop(events);
        for (int number = 0; number < events.size(); number++) {
            send(queue, events.get(number), number);
        }
        trouble();
        List<CamelContext> consumers = new ArrayList<>();
        for (int i = 0; i < CONSUMERS; i++) {
            consumers.add(consumer(queue, shop, options));
        }

        try {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(left(queue)).isZero());
        } finally {
            cloud.reset();
            consumers.parallelStream().forEach(CamelContext::stop);
        }

        assertThat(shop.handled).isEqualTo(shop.expected());
        assertThat(letters(letters)).containsExactlyInAnyOrderElementsOf(shop.poison());
    }

    /** The handlers. They record the effect of each event, and first fail as the generator wants. */
    private static final class Shop {
        private final List<Sent> events;
        private final Map<Integer, List<String>> handled = new ConcurrentHashMap<>();
        private final Map<String, Integer> failed = new ConcurrentHashMap<>();

        Shop(List<Sent> events) {
            this.events = events;
        }

        void handle(Exchange exchange) throws Exception {
            Object attributes = exchange.getIn().getHeader(ReceivedEvent.ATTRIBUTES);
            if (attributes instanceof List<?> all) {
                handleTogether(exchange, all.stream().map(Shop::number).toList());
            } else {
                int number = number(attributes);
                tryOut(exchange, number);
                effect(number);
            }
        }

        /** Reports each failed event and all later events of its group as failures. Sometimes fails as a whole. */
        private void handleTogether(Exchange exchange, List<Integer> numbers) throws Exception {
            Map<String, Exception> failures = new HashMap<>();
            List<Integer> good = new ArrayList<>();
            Set<Integer> failedGroups = new HashSet<>();
            for (int i = 0; i < numbers.size(); i++) {
                int number = numbers.get(i);
                int group = events.get(number).group();
                try {
                    if (failedGroups.contains(group)) {
                        throw new IllegalStateException("behind");
                    }
                    tryOut(exchange, number);
                    good.add(number);
                } catch (IllegalStateException | ValidationException e) {
                    if (numbers.size() > 1 && number % 3 == 0) {
                        throw e;
                    }
                    failedGroups.add(group);
                    failures.put(
                            ((CloudEvent) exchange.getIn().getBody(List.class).get(i)).getId(), e);
                }
            }
            good.forEach(this::effect);
            if (!failures.isEmpty()) {
                throw new PartialFailureException(failures);
            }
        }

        private static int number(Object attributes) {
            return Integer.parseInt(((Map<?, ?>) attributes).get("number").toString());
        }

        private void tryOut(Exchange exchange, int number) throws Exception {
            Sent event = events.get(number);
            if (event.poison()) {
                throw new ValidationException(exchange, "poison");
            }
            answered(event.millis());
            if (failed.merge(event.id(number), 1, Integer::sum) <= event.failures()) {
                throw new IllegalStateException("not yet");
            }
        }

        /** Waits as for a service that answers after this time. */
        private static void answered(int millis) throws Exception {
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                    .get();
        }

        private void effect(int number) {
            Sent event = events.get(number);
            handled.computeIfAbsent(event.group(), group -> new CopyOnWriteArrayList<>())
                    .add(event.id(number));
        }

        Map<Integer, List<String>> expected() {
            return numbers()
                    .filter(number -> !events.get(number).poison())
                    .collect(Collectors.groupingBy(
                            number -> events.get(number).group(),
                            Collectors.mapping(number -> events.get(number).id(number), Collectors.toList())));
        }

        /** The bodies of the expected letters. A duplicate becomes a letter of its own. */
        List<String> poison() {
            return numbers()
                    .filter(number -> events.get(number).poison())
                    .flatMap(number -> events.get(number).twice() ? Stream.of(number, number) : Stream.of(number))
                    .map(number -> events.get(number).id(number))
                    .toList();
        }

        private Stream<Integer> numbers() {
            return IntStream.range(0, events.size()).boxed();
        }
    }

    /**
     * Sometimes loses or refuses receives, deletes and writes of the ledger. A call to SQS whose answer is lost has
     * taken effect.
     */
    private static void trouble() {
        Faults sqs = cloud.sqs().faults();
        sqs.on("ReceiveMessage").times(2).withProbability(0.2).loseAnswer();
        sqs.on("DeleteMessageBatch").withProbability(0.15).loseAnswer();
        sqs.on("DeleteMessageBatch").withProbability(0.1).failEntries(position -> position % 2 == 0);
        sqs.on("ChangeMessageVisibilityBatch").withProbability(0.1).throttle();
        sqs.on("SendMessage").withProbability(0.2).loseAnswer();
        Faults ledger = cloud.dynamoDb().faults();
        for (String write : List.of("BatchExecuteStatement", "UpdateItem")) {
            ledger.on(write).withProbability(0.05).loseAnswer();
            ledger.on(write).withProbability(0.05).throttle();
        }
        ledger.on("BatchExecuteStatement").withProbability(0.1).failEntries(position -> position % 2 == 0);
    }

    private static CamelContext consumer(String queue, Shop shop, String options) throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("aws2-sqs", new SqsComponent());
        context.getRegistry().bind("sqs", aws.sqs());
        context.getRegistry()
                .bind(
                        "ledger",
                        new DynamoDbLedger(
                                new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME), Clock.systemUTC()));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-sqs:" + name(queue) + "?waitTimeSeconds=1&visibilityTimeout=3&concurrentConsumers=2"
                                + "&backoff=0s&maxBackoff=300ms&maxAttempts=" + (MOST_FAILURES + 7) + options)
                        .routeId("orders")
                        .errorHandler(noErrorHandler())
                        .process(shop::handle);
            }
        });
        context.start();
        return context;
    }

    private static void send(String queue, Sent event, int number) {
        for (int time = 0; time < (event.twice() ? 2 : 1); time++) {
            aws.sqs()
                    .sendMessage(request -> request.queueUrl(queue)
                            .messageBody(event.id(number))
                            .messageAttributes(
                                    Map.of("ce_id", string(queue + number), "number", string(String.valueOf(number))))
                            .messageGroupId(String.valueOf(event.group()))
                            .messageDeduplicationId(UUID.randomUUID().toString()));
        }
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String create(String name, Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> all = new HashMap<>(attributes);
        all.put(QueueAttributeName.FIFO_QUEUE, "true");
        return aws.sqs()
                .createQueue(request -> request.queueName(name).attributes(all))
                .queueUrl();
    }

    private static String name(String queue) {
        return queue.substring(queue.lastIndexOf('/') + 1);
    }

    private static String arn(String queue) {
        return attributes(queue).get(QueueAttributeName.QUEUE_ARN);
    }

    private static int left(String queue) {
        Map<QueueAttributeName, String> attributes = attributes(queue);
        return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                + Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private static Map<QueueAttributeName, String> attributes(String queue) {
        return aws.sqs()
                .getQueueAttributes(request -> request.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private static List<String> letters(String queue) {
        SqsClient sqs = aws.sqs();
        List<String> bodies = new ArrayList<>();
        List<Message> received;
        do {
            received = sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10))
                    .messages();
            for (Message message : received) {
                bodies.add(message.body());
                sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
            }
        } while (!received.isEmpty());
        return bodies;
    }
}
