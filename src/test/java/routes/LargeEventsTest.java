package routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import configuration.ConfigurationException;
import event.MessageLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;
import testing.Written;
import topology.Topology;
import topology.doctor.Doctor;
import topology.doctor.Finding;

/** Topics with a {@code maxMessageSize} of their own. */
class LargeEventsTest {
    private static final int MIB = 1024 * 1024;
    private static final String TOKEN = "a-token";
    private static final String DOCUMENTS = """
            camel.route-template[documents].template-id    = topic
            camel.route-template[documents].topic          = documents
            camel.route-template[documents].maxMessageSize = %d
            camel.route-template[to-archive].template-id   = fan-out
            camel.route-template[to-archive].topic         = documents
            camel.route-template[to-archive].queue         = archive
            camel.route-template[in].template-id           = publish
            camel.route-template[in].from                  = platform-http:/documents
            camel.route-template[in].topic                 = documents
            """;

    private final ObjectMapper json = new ObjectMapper();
    /** Attributes with the same length in every event, including a fixed time, because times differ in length. */
    private static final String[] SAME = {
        "ce-specversion",
        "1.0",
        "ce-id",
        "1",
        "ce-source",
        "/test",
        "ce-type",
        "Written",
        "ce-time",
        "2026-11-30T12:00:00Z"
    };

    private final HttpClient http = HttpClient.newHttpClient();
    private Backbone backbone;

    @AfterEach
    void stop() {
        if (backbone != null) {
            backbone.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1048576, x", "1048576, é", "300000, x", "262144, x", "1024, é"})
    void an_event_of_exactly_the_limit_is_published_and_a_larger_one_is_refused(int limit, String character)
            throws Exception {
        start(DOCUMENTS.formatted(limit));
        assertThat(post("/documents", "x", SAME).statusCode()).isEqualTo(202);
        int room = limit - size(receive("archive", 1).get(0)) + 1;
        backbone.cloud().reset();

        HttpResponse<String> refused = post("/documents", text(room + 1, character), SAME);
        assertThat(backbone.cloud().sns().count("PublishBatch")).isZero();
        HttpResponse<String> taken = post("/documents", text(room, character), SAME);

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(size(receive("archive", 1).get(0))).isEqualTo(limit);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(json.readTree(refused.body()).path("detail").asText())
                .isEqualTo("data and attributes are %d bytes together, and topic documents takes %d, its maxMessageSize"
                        .formatted(limit + 1, limit));
    }

    @Test
    void large_data_is_refused_before_an_expression_reads_it() throws Exception {
        start(DOCUMENTS.formatted(MIB) + "camel.route-template[in].type = ${jsonpath($.type)}");

        HttpResponse<String> refused = post("/documents", "{" + "x".repeat(MIB), "Content-Type", "application/json");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
    }

    @Test
    void a_topic_of_others_takes_events_up_to_the_size_that_the_route_sets() throws Exception {
        backbone = Backbone.of("""
                camel.route-template[small].template-id    = publish
                camel.route-template[small].from           = platform-http:/small
                camel.route-template[small].topic          = documents
                camel.route-template[large].template-id    = publish
                camel.route-template[large].from           = platform-http:/large
                camel.route-template[large].topic          = documents
                camel.route-template[large].maxMessageSize = 1048576
                """)
                .before(aws -> {
                    String arn = aws.sns()
                            .createTopic(topic -> topic.name("documents"))
                            .topicArn();
                    aws.sns()
                            .setTopicAttributes(request -> request.topicArn(arn)
                                    .attributeName("MaximumMessageSize")
                                    .attributeValue("1048576"));
                })
                .start();

        HttpResponse<String> small = post("/small", "x".repeat(300_000));
        HttpResponse<String> tooLarge = post("/large", "x".repeat(MIB));
        HttpResponse<String> large = post("/large", "x".repeat(MIB - 1000));

        assertThat(large.statusCode()).as(large.body()).isEqualTo(202);
        assertThat(small.statusCode()).isEqualTo(413);
        assertThat(detail(small)).endsWith("SNS takes 262144 unless the topic has another maxMessageSize");
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(detail(tooLarge)).endsWith("this route takes 1048576, its maxMessageSize");
    }

    @Test
    void a_route_of_the_user_takes_events_up_to_the_size_of_its_topic() {
        backbone = Backbone.of(DOCUMENTS.formatted(MIB))
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:own").to("aws2-sns:documents");
                    }
                })
                .start();
        var event = io.cloudevents.core.builder.CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/s"))
                .withType("T");

        backbone.context()
                .createProducerTemplate()
                .sendBody(
                        "direct:own",
                        event.withData("text/plain", "x".repeat(900_000).getBytes(UTF_8))
                                .build());
        Exception refused = catchException(() -> backbone.context()
                .createProducerTemplate()
                .sendBody(
                        "direct:own",
                        event.withData("text/plain", "x".repeat(MIB).getBytes(UTF_8))
                                .build()));

        assertThat(receive("archive", 1)).hasSize(1);
        assertThat(refused).hasRootCauseInstanceOf(event.EventTooLargeException.class);
    }

    @Test
    void large_and_small_events_of_a_batch_arrive_and_no_request_with_several_is_large() throws Exception {
        start(DOCUMENTS.formatted(MIB));
        List<Integer> sizes = List.of(10, 600_000, 10, 10, 200_000, 100_000, 1_000_000, 262_144, 10, 900_000);

        HttpResponse<String> answer = post("/documents", batch(sizes), "Content-Type", BATCH);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(receive("archive", sizes.size()).stream()
                        .map(message -> message.body().length()))
                .containsExactlyInAnyOrderElementsOf(sizes);
        assertThat(backbone.cloud().sns().calls().stream()
                        .filter(call -> call.action().equals("PublishBatch"))
                        .map(call -> call.body().toString().length())
                        .filter(bytes -> bytes > 3 * MessageLimits.SNS_BYTES / 2))
                .hasSize(3);
    }

    @Test
    void an_oversized_event_of_a_batch_is_refused_alone() throws Exception {
        start(DOCUMENTS.formatted(300_000));

        HttpResponse<String> answer = post("/documents", batch(List.of(10, 300_001, 290_000)), "Content-Type", BATCH);

        assertThat(answer.body()).contains("topic documents takes 300000");
        assertThat(receive("archive", 2).stream().map(message -> message.body().length()))
                .containsExactlyInAnyOrder(10, 290_000);
    }

    @Test
    void a_group_keeps_its_order_whatever_the_size_of_its_events() throws Exception {
        start(DOCUMENTS
                        .formatted(MIB)
                        .replace("= documents", "= documents.fifo")
                        .replace("= archive", "= archive.fifo")
                + "camel.route-template[in].group = ${header.ce-subject}");
        List<Integer> sizes = List.of(10, 900_000, 20, 500_000, 30, 40, 700_000, 50);

        HttpResponse<String> answer = post("/documents", batch(sizes), "Content-Type", BATCH);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(receive("archive.fifo", sizes.size()).stream()
                        .map(message -> message.body().length()))
                .containsExactlyElementsOf(sizes);
    }

    @Test
    void an_event_too_large_for_its_queue_becomes_a_dead_letter_and_the_doctor_warns_of_that() throws Exception {
        start(DOCUMENTS.formatted(MIB) + """
                camel.route-template[archive].template-id    = queue
                camel.route-template[archive].queue          = archive
                camel.route-template[archive].maxMessageSize = 262144
                """);

        assertThat(post("/documents", "x".repeat(300_000)).statusCode()).isEqualTo(202);
        assertThat(post("/documents", "small").statusCode()).isEqualTo(202);

        assertThat(receive("archive-dead-letters", 1))
                .extracting(message -> message.body().length())
                .containsExactly(300_000);
        assertThat(receive("archive", 1)).extracting(Message::body).containsExactly("small");
        assertThat(Doctor.examine(Topology.of(backbone.context())))
                .extracting(Finding::rule, Finding::where)
                .contains(org.assertj.core.groups.Tuple.tuple("256-kb", "queue archive"));
    }

    /** With its cause, the dead letter would be too large for SQS. */
    @Test
    void an_event_of_a_mebibyte_can_be_edited_as_a_dead_letter_and_sent_back() throws Exception {
        AtomicBoolean open = new AtomicBoolean();
        List<String> handled = new CopyOnWriteArrayList<>();
        backbone = Backbone.of(DOCUMENTS.formatted(MIB) + """
                camel.route-template[archive].template-id = polling-consumer
                camel.route-template[archive].queue       = archive
                camel.route-template[archive].handler     = direct:archive
                camel.route-template[archive].maxAttempts = 1
                """)
                .property("dead-letters.token", TOKEN)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:archive").errorHandler(noErrorHandler()).process(exchange -> {
                            if (!open.get()) {
                                throw new IllegalStateException("the archive is closed");
                            }
                            handled.add(exchange.getMessage().getBody(String.class));
                        });
                    }
                })
                .start();
        String body = "x".repeat(MIB - 300);
        for (String id : List.of("e-1", "e-2")) {
            assertThat(post(
                                    "/documents",
                                    body,
                                    "ce-specversion",
                                    "1.0",
                                    "ce-id",
                                    id,
                                    "ce-source",
                                    "/shop",
                                    "ce-type",
                                    "Document")
                            .statusCode())
                    .isEqualTo(202);
        }
        await().untilAsserted(() -> assertThat(letters()).isEqualTo(2));
        open.set(true);

        HttpResponse<String> edited = operate(
                "/archive/letters/e-1/edit",
                json.writeValueAsString(Map.of("body", "y".repeat(MIB - 400), "set", Map.of("kind", "gift"))));
        await().untilAsserted(() -> assertThat(handled).containsExactly("y".repeat(MIB - 400)));
        await().untilAsserted(() -> assertThat(letters()).isEqualTo(1));
        HttpResponse<String> tooLarge =
                operate("/archive/letters/e-2/edit", json.writeValueAsString(Map.of("body", "y".repeat(MIB))));
        HttpResponse<String> redriven = operate("/archive/redrive", "{\"all\":true}");

        assertThat(edited.statusCode()).as(edited.body()).isIn(200, 202);
        assertThat(tooLarge.statusCode()).isEqualTo(400);
        assertThat(detail(tooLarge)).contains("SQS carries 1048576");
        assertThat(redriven.statusCode()).as(redriven.body()).isIn(200, 202);
        await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("y".repeat(MIB - 400), body));
        await().untilAsserted(() -> assertThat(letters()).isZero());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1048576 | 1048576 |
            1048576 | 1024    |
            300000  | 300001  | route in: maxMessageSize = 300001: must be at most 300000, the maxMessageSize of the topic of route documents
                    | 262144  |
                    | 262145  | route in: maxMessageSize = 262145: must be at most 262144, the default of the topic of route documents
            1048576 | 1048577 | route in: maxMessageSize = 1048577: must be a whole number from 1024 to 1048576
            1048576 | 1023    | route in: maxMessageSize = 1023: must be a whole number from 1024 to 1048576
            """)
    void a_route_takes_no_more_than_its_topic(Integer topic, int route, String line) {
        String routes = DOCUMENTS.formatted(topic) + "camel.route-template[in].maxMessageSize = " + route;

        assertRefused(
                topic == null ? routes.replaceAll("camel.route-template.documents..maxMessageSize.*\n", "") : routes,
                line);
    }

    @ParameterizedTest
    @CsvSource({
        "http, http://a.example/",
        "https, https://a.example/",
        "email, a@b.example",
        "email-json, a@b.example",
        "sms, +15551234567",
        "application, arn:aws:sns:us-east-1:123456789012:endpoint/GCM/a/b"
    })
    void a_subscriber_that_sns_does_not_allow_on_such_a_topic_is_refused(String protocol, String endpoint) {
        String fanOut = """
                camel.route-template[other].template-id = fan-out
                camel.route-template[other].topic       = documents
                camel.route-template[other].protocol    = %s
                camel.route-template[other].endpoint    = %s
                """.formatted(protocol, endpoint);
        String publisher = """
                camel.route-template[documents].template-id = publish
                camel.route-template[documents].from        = direct:documents
                camel.route-template[documents].topic       = documents
                camel.route-template[documents].maxMessageSize = 262145
                """;
        String line = "route other: protocol = " + protocol
                + ": must be sqs, lambda or firehose, because of the maxMessageSize of route documents";

        assertRefused(DOCUMENTS.formatted(MIB) + fanOut, line);
        assertRefused(publisher + fanOut, line);
        assertRefused(DOCUMENTS.formatted(262_144) + fanOut, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lambda, arn:aws:lambda:us-east-1:123456789012:function:f",
                "sqs, arn:aws:sqs:us-east-1:123456789012:q"
            })
    void a_subscriber_that_sns_allows_is_not(String subscriber) {
        assertRefused(DOCUMENTS.formatted(MIB) + """
                camel.route-template[other].template-id = fan-out
                camel.route-template[other].topic       = documents
                camel.route-template[other].protocol    = %s
                camel.route-template[other].endpoint    = %s
                """.formatted((Object[]) subscriber.split(", ")), null);
    }

    private static void assertRefused(String routes, String line) {
        Exception refused = catchException(() -> Written.topology(routes));

        if (line == null) {
            assertThat(refused).isNull();
        } else {
            assertThat(ConfigurationException.in(refused).map(Throwable::getMessage))
                    .hasValue(line);
        }
    }

    private static final String BATCH = "application/cloudevents-batch+json";

    private void start(String routes) {
        backbone = Backbone.of(routes).start();
        await().untilAsserted(() -> assertThat(
                        post("/documents", "{", "Content-Type", BATCH).statusCode())
                .isEqualTo(400));
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(backbone.http().resolve(path));
        return http.send(
                (headers.length == 0 ? request : request.headers(headers))
                        .POST(BodyPublishers.ofString(body, UTF_8))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> operate(String path, String body) throws Exception {
        return post(
                "/caravan/dead-letters" + path,
                body,
                "Authorization",
                "Bearer " + TOKEN,
                "Content-Type",
                "application/json");
    }

    private String detail(HttpResponse<String> problem) throws Exception {
        return json.readTree(problem.body()).path("detail").asText();
    }

    private static String text(int bytes, String character) {
        int each = character.getBytes(UTF_8).length;
        return character.repeat(bytes / each) + "x".repeat(bytes % each);
    }

    private String batch(List<Integer> sizes) throws Exception {
        return json.writeValueAsString(IntStream.range(0, sizes.size())
                .mapToObj(i -> Map.of(
                        "specversion", "1.0",
                        "id", "e-" + i,
                        "source", "/shop",
                        "type", "Document",
                        "subject", "one",
                        "datacontenttype", "text/plain",
                        "data", "x".repeat(sizes.get(i))))
                .toList());
    }

    private int letters() {
        SqsClient sqs = backbone.aws().sqs();
        String url = sqs.getQueueUrl(request -> request.queueName("archive-dead-letters"))
                .queueUrl();
        return sqs
                .getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private List<Message> receive(String queue, int count) {
        SqsClient sqs = backbone.aws().sqs();
        List<Message> received = new ArrayList<>();
        await().untilAsserted(() -> {
            String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
            List<Message> messages = sqs.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                    .messages();
            messages.forEach(message ->
                    sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle())));
            received.addAll(messages);
            assertThat(received).hasSize(count);
        });
        return received;
    }

    /** The size of a message as SNS and SQS count it. */
    private static int size(Message message) {
        int size = message.body().getBytes(UTF_8).length;
        for (Map.Entry<String, MessageAttributeValue> attribute :
                message.messageAttributes().entrySet()) {
            size += attribute.getKey().length()
                    + attribute.getValue().dataType().length()
                    + attribute.getValue().stringValue().getBytes(UTF_8).length;
        }
        return size;
    }
}
