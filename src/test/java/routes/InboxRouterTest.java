package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import cost.Costs;
import deadletters.DeadLetters;
import deadletters.Job;
import deadletters.Rate;
import deadletters.Selection;
import event.ReceivedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.Author;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import sqs.MessageReader;
import testing.Backbone;
import testing.MessageCount;

/** The tests check the contents of the clients' queues, and the calls to SQS. */
class InboxRouterTest {
    private static final String ROUTES = """
            camel.routecontroller.back-off-delay = 200
            camel.route-template[app].template-id    = inbox
            camel.route-template[app].path = /of-app/{client}
            camel.route-template[app].secret = a secret of 32 characters or more
            camel.route-template[app].inbox          = app
            camel.route-template[app].clients        = ana, bob, cid
            camel.route-template[jobs].template-id   = queue
            camel.route-template[jobs].queue         = jobs
            camel.route-template[router].template-id = inbox-router
            camel.route-template[router].queue       = jobs
            camel.route-template[router].inbox       = app
            camel.route-template[router].clients     = ${header.ce-subject}
            camel.route-template[router].backoff     = 50ms
            camel.route-template[router].maxBackoff  = 100ms
            camel.route-template[router].visibilityTimeout = 5s
            """;
    private static final String FIFO = ROUTES.replace("= app\n", "= app.fifo\n").replace("= jobs\n", "= jobs.fifo\n");

    private final Map<String, String> urls = new HashMap<>();
    private Backbone backbone;

    @AfterEach
    void stop() {
        backbone.close();
    }

    private void start(String routes) {
        backbone = Backbone.of(routes).start();
        await().untilAsserted(() -> assertThat(List.of("inbox-queues", "router"))
                .allSatisfy(route -> assertThat(
                                backbone.context().getRouteController().getRouteStatus(route))
                        .isEqualTo(ServiceStatus.Started)));
        backbone.cloud().reset();
    }

    @Test
    void an_event_reaches_the_named_client_unchanged() {
        start(ROUTES);

        send("jobs", event("e-1", "ana", Map.of("ce_time", "2026-11-30T12:00:00Z", "ce_tenant", "t", "other", "o")));

        Message copy =
                await().until(() -> inbox("ana"), inbox -> inbox.size() == 1).get(0);
        ReceivedEvent event = MessageReader.event(copy);
        assertThat(event.headers())
                .containsEntry("ce-id", "e-1")
                .containsEntry("ce-source", "/shop")
                .containsEntry("ce-type", "OrderPlaced")
                .containsEntry("ce-subject", "ana")
                .containsEntry("ce-time", "2026-11-30T12:00:00Z")
                .containsEntry("ce-tenant", "t")
                .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry(ReceivedEvent.ATTRIBUTES, Map.of("other", "o"));
        assertThat(event.body()).isEqualTo("{\"n\":1}");
        assertThat(inbox("bob")).isEmpty();
        await().untilAsserted(() -> assertThat(left("jobs")).isZero());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${header.ce-subject}                          | ana, bob
            ${header.ce-subject}                          | bob,ana,,ana ,
            ${jsonpath($.to)}                             | nobody
            ${jsonpath($.both)}                           | nobody
            ${header.ce-tenant},bob                       | nobody
            ana,${header.ce-none},bob                     | nobody
            ${header.X-To}                                | nobody
            """)
    void several_clients_are_named_in_several_ways(String clients, String subject) {
        start(ROUTES.replace("${header.ce-subject}", clients) + """
                camel.route-template[router].forward = X-To
                """);

        send(
                "jobs",
                Message.builder()
                        .body("{\"to\":[\"ana\",\"bob\"],\"both\":\"ana,bob\"}")
                        .messageAttributes(attributes(
                                Map.of("ce_id", "e-1", "ce_subject", subject, "ce_tenant", "ana", "X-To", "ana, bob")))
                        .build());

        await().untilAsserted(() -> {
            assertThat(inbox("ana")).hasSize(1);
            assertThat(inbox("bob")).hasSize(1);
        });
        assertThat(inbox("cid")).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none         | inbox app has no client none
            none, zed    | inbox app has no clients none, zed
            a b          | inbox app cannot have a client 'a b': must be 1 to 32 letters, digits, - and _, and not dead-letters
            dead-letters | inbox app cannot have a client 'dead-letters': must be
            ../ana       | inbox app cannot have a client '../ana': must be
            ' , '        | the event names no client of inbox app: ${header.ce-subject} is empty
            """)
    void an_event_without_a_known_client_becomes_a_dead_letter_after_one_attempt(String subject, String cause)
            throws Exception {
        start(ROUTES);

        send("jobs", event("e-1", subject, Map.of()));

        Message letter =
                await().until(this::letters, letters -> letters.size() == 1).get(0);
        var written = new ObjectMapper()
                .readTree(letter.messageAttributes().get("caravan-cause").stringValue());
        assertThat(written.path("message").asText()).startsWith(cause);
        assertThat(written.path("exception").asText()).isEqualTo("inbox.UnroutableException");
        assertThat(written.path("attempts").asInt()).isEqualTo(1);
        assertThat(backbone.cloud().sqs().calls("SendMessageBatch")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${jsonpath($.none)}    | the event names no client of inbox app: ${jsonpath($.none)}
            ${jsonpath($.object)}  | the event names no client of inbox app: ${jsonpath($.object)} is no name
            ${header.ce-none}      | the event names no client of inbox app: ${header.ce-none} is empty
            """)
    void an_expression_without_a_value_is_not_retried(String clients, String cause) throws Exception {
        start(ROUTES.replace("${header.ce-subject}", clients));

        send("jobs", Message.builder().body("{\"object\":{\"a\":1}}").build());

        Message letter =
                await().until(this::letters, letters -> letters.size() == 1).get(0);
        assertThat(new ObjectMapper()
                        .readTree(
                                letter.messageAttributes().get("caravan-cause").stringValue())
                        .path("message")
                        .asText())
                .startsWith(cause);
    }

    @Test
    void known_clients_get_an_event_at_once_and_an_unknown_one_after_a_redrive() {
        start(FIFO);
        send("jobs.fifo", event("e-1", "ana, dora, bob", Map.of()));
        await().untilAsserted(() -> assertThat(left("jobs-dead-letters.fifo")).isEqualTo(1));
        assertThat(left("app-inbox-ana.fifo")).isEqualTo(1);
        assertThat(left("app-inbox-bob.fifo")).isEqualTo(1);
        backbone.aws()
                .sqs()
                .createQueue(request -> request.queueName("app-inbox-dora.fifo")
                        .attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));

        backbone.context()
                .getRegistry()
                .findSingleByType(DeadLetters.class)
                .redrive("jobs.fifo", Selection.all(), Rate.UNLIMITED, false, Author.of("ana"), new Job());

        await().untilAsserted(() -> assertThat(left("app-inbox-dora.fifo")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(left("jobs.fifo")).isZero());
        assertThat(left("app-inbox-ana.fifo")).isEqualTo(1);
        assertThat(left("app-inbox-bob.fifo")).isEqualTo(1);
        assertThat(inbox("dora.fifo").get(0).messageAttributes()).doesNotContainKey("caravan-cause");
    }

    @Test
    void a_retried_event_is_once_in_a_fifo_inbox_and_with_the_same_identity_in_a_standard_one() {
        start(FIFO);
        backbone.cloud().sqs().faults().on("SendMessageBatch").times(1).loseAnswer();

        send("jobs.fifo", event("e-1", "ana", Map.of()));

        await().untilAsserted(() -> {
            assertThat(left("jobs.fifo")).isZero();
            assertThat(backbone.cloud().sqs().count("SendMessageBatch")).isGreaterThan(1);
        });
        assertThat(left("app-inbox-ana.fifo")).isEqualTo(1);
    }

    /** The answer is lost after SQS has done its work, so that the message is in the client's queue twice. */
    @Test
    void the_ledger_of_a_standard_inbox_recognizes_a_copy_even_of_a_message_without_an_id() {
        List<String> received = new CopyOnWriteArrayList<>();
        backbone = Backbone.of(ROUTES.replace("${header.ce-subject}", "ana") + """
                        camel.route-template[phone].template-id = polling-consumer
                        camel.route-template[phone].queue       = app-inbox-ana
                        camel.route-template[phone].handler     = direct:phone
                        """)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:phone")
                                .process(exchange ->
                                        received.add(exchange.getMessage().getHeader("ce-id", String.class)));
                    }
                })
                .start();
        await().untilAsserted(
                        () -> assertThat(backbone.context().getRouteController().getRouteStatus("phone"))
                                .isEqualTo(ServiceStatus.Started));
        backbone.cloud().sqs().faults().on("SendMessageBatch").times(1).loseAnswer();

        String sent = send("jobs", Message.builder().body("plain").build());

        await().untilAsserted(() -> {
            assertThat(backbone.cloud().sqs().count("SendMessageBatch")).isEqualTo(2);
            assertThat(left("jobs")).isZero();
            assertThat(left("app-inbox-ana")).isZero();
        });
        assertThat(received).containsExactly(sent);
    }

    @Test
    void a_client_whose_queue_fails_delays_no_other_client() {
        start(ROUTES);
        backbone.cloud().sqs().faults().on("SendMessageBatch").times(1).failEntries(place -> true);

        send("jobs", event("e-1", "ana,bob", Map.of()));

        await().untilAsserted(() -> {
            assertThat(left("jobs")).isZero();
            assertThat(identities("ana")).containsOnly("/shop e-1");
            assertThat(identities("bob")).containsOnly("/shop e-1");
        });
        assertThat(backbone.cloud().sqs().count("SendMessageBatch")).isEqualTo(4);
    }

    @Test
    void events_of_a_group_stay_in_their_order_in_each_inbox() {
        start(FIFO);

        IntStream.rangeClosed(1, 12)
                .forEach(number ->
                        send("jobs.fifo", event("e-" + number, number % 3 == 0 ? "ana,bob" : "ana", Map.of())));

        await().untilAsserted(() -> assertThat(left("app-inbox-ana.fifo")).isEqualTo(12));
        assertThat(ids("ana.fifo"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12)
                        .mapToObj(number -> "e-" + number)
                        .toList());
        assertThat(ids("bob.fifo")).containsExactly("e-3", "e-6", "e-9", "e-12");
        assertThat(inbox("cid.fifo")).isEmpty();
    }

    /** A message of another sender has the same id in the inbox as in the router's ledger. */
    @Test
    void a_message_of_others_is_the_same_event_for_the_client() {
        start(ROUTES.replace("${header.ce-subject}", "ana"));
        String sent = send("jobs", Message.builder().body("plain").build());
        send(
                "jobs",
                Message.builder()
                        .body("{\"specversion\":\"1.0\",\"id\":\"s-1\",\"source\":\"/s\",\"type\":\"T\",\"data\":1}")
                        .build());
        String notice = send(
                "jobs",
                Message.builder()
                        .body(
                                "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"awsRegion\":\"us-east-1\",\"eventTime\":\"2026-11-30T12:00:00.000Z\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\",\"arn\":\"arn:aws:s3:::b\"},\"object\":{\"key\":\"k\"}}}]}")
                        .build());

        Map<String, ReceivedEvent> events = new HashMap<>();
        await().untilAsserted(() -> {
            inbox("ana").forEach(message -> {
                ReceivedEvent event = MessageReader.event(message);
                events.put(event.id(), event);
            });
            assertThat(events.keySet()).containsExactlyInAnyOrder(sent, "s-1", notice);
        });

        assertThat(events.get(sent).body()).isEqualTo("plain");
        assertThat(events.get("s-1").headers()).containsEntry("ce-type", "T");
        assertThat(events.get(notice).headers()).containsKeys("ce-type", "ce-source", "ce-time");
    }

    @Test
    void a_queue_that_is_deleted_and_made_anew_gets_events_again() {
        start(ROUTES);
        send("jobs", event("e-1", "ana", Map.of()));
        await().untilAsserted(() -> assertThat(left("app-inbox-ana")).isEqualTo(1));
        String url = url("app-inbox-ana");
        backbone.aws().sqs().deleteQueue(request -> request.queueUrl(url));
        send("jobs", event("e-2", "ana", Map.of()));
        await().untilAsserted(() -> assertThat(left("jobs-dead-letters")).isEqualTo(1));

        backbone.aws().sqs().createQueue(request -> request.queueName("app-inbox-ana"));
        send("jobs", event("e-3", "ana", Map.of()));

        await().untilAsserted(() -> assertThat(left("app-inbox-ana")).isEqualTo(1));
        assertThat(ids("ana")).containsExactly("e-3");
    }

    @Test
    void the_queue_of_a_client_is_looked_up_once() {
        start(ROUTES);
        url("jobs");
        url("app-inbox-ana");
        backbone.cloud().reset();

        IntStream.rangeClosed(1, 5).forEach(number -> {
            send("jobs", event("e-" + number, "ana", Map.of()));
            await().untilAsserted(() -> assertThat(left("app-inbox-ana")).isEqualTo(number));
        });

        assertThat(backbone.cloud().sqs().count("GetQueueUrl")).isEqualTo(1);
        assertThat(backbone.cloud().sqs().count("SendMessageBatch")).isEqualTo(5);
    }

    @Test
    void the_copies_count_towards_the_costs_of_the_route() {
        backbone =
                Backbone.of(ROUTES).property("camel.management.enabled", "true").start();
        await().untilAsserted(
                        () -> assertThat(backbone.context().getRouteController().getRouteStatus("inbox-queues"))
                                .isEqualTo(ServiceStatus.Started));

        send("jobs", event("e-1", "ana,bob,cid", Map.of()));

        await().untilAsserted(() -> {
            double calls = Stream.of("ReceiveMessage", "SendMessageBatch", "DeleteMessageBatch")
                    .mapToInt(backbone.cloud().sqs()::count)
                    .sum();
            assertThat(backbone.cloud().sqs().count("SendMessageBatch")).isEqualTo(3);
            assertThat(Costs.of(backbone.context()).all())
                    .singleElement()
                    .satisfies(spent -> assertThat(spent.callsPerMessage()).isEqualTo(calls));
        });
    }

    private static Message event(String id, String subject, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(Map.of(
                "ce_id", id,
                "ce_source", "/shop",
                "ce_type", "OrderPlaced",
                "ce_subject", subject,
                "content-type", "application/json",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        attributes.putAll(more);
        return Message.builder()
                .body("{\"n\":1}")
                .messageAttributes(attributes(attributes))
                .build();
    }

    private static Map<String, MessageAttributeValue> attributes(Map<String, String> texts) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        texts.forEach((name, value) -> attributes.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        return attributes;
    }

    private String send(String queue, Message message) {
        boolean isFifo = queue.endsWith(".fifo");
        String url = url(queue);
        return backbone.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(url)
                        .messageBody(message.body())
                        .messageAttributes(message.messageAttributes())
                        .messageGroupId(isFifo ? "group" : null)
                        .messageDeduplicationId(isFifo ? String.valueOf(System.nanoTime()) : null))
                .messageId();
    }

    /** The messages in a client's queue, which become visible again at once. */
    private List<Message> inbox(String client) {
        boolean isFifo = client.endsWith(".fifo");
        return received("app-inbox-" + client, isFifo);
    }

    private List<Message> letters() {
        return received("jobs-dead-letters", false);
    }

    private List<Message> received(String queue, boolean isFifo) {
        String url = url(queue);
        List<Message> all = new ArrayList<>();
        List<Message> some;
        do {
            some = backbone.aws()
                    .sqs()
                    .receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .visibilityTimeout(30)
                            .messageAttributeNames("All")
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                    .messages();
            all.addAll(some);
        } while (!some.isEmpty() && !isFifo);
        all.forEach(message -> backbone.aws()
                .sqs()
                .changeMessageVisibility(request -> request.queueUrl(url)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)));
        return all;
    }

    private List<String> ids(String client) {
        List<String> ids = new ArrayList<>();
        String url = url("app-inbox-" + client);
        List<Message> some;
        do {
            some = backbone.aws()
                    .sqs()
                    .receiveMessage(request ->
                            request.queueUrl(url).maxNumberOfMessages(10).messageAttributeNames("All"))
                    .messages();
            some.forEach(message -> {
                ids.add(MessageReader.event(message).id());
                backbone.aws()
                        .sqs()
                        .deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
            });
        } while (!some.isEmpty());
        return ids;
    }

    private List<String> identities(String client) {
        return inbox(client).stream()
                .map(message -> MessageReader.event(message).identity())
                .map(identity -> identity.source() + " " + identity.id())
                .toList();
    }

    private int left(String queue) {
        return MessageCount.in(url(queue), backbone.aws().sqs());
    }

    private String url(String queue) {
        return urls.computeIfAbsent(
                queue,
                name -> backbone.aws()
                        .sqs()
                        .getQueueUrl(request -> request.queueName(name))
                        .queueUrl());
    }
}
