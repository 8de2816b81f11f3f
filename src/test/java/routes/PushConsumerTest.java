package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.ConfigurationException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.Pause;
import ledger.Pauses;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.Exchange;
import org.apache.camel.ValidationException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import testing.Backbone;

/** Caravan as an HTTP subscriber of SNS, with pushes of a real topic and with forged pushes. */
class PushConsumerTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:orders";
    private static final Duration SHORT_WHILE = Duration.ofMillis(500);

    private final Queue<Exchange> handled = new ConcurrentLinkedQueue<>();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger started = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean held;
    private volatile Runnable whileHandling = () -> {};

    /** The pushes of SNS, recorded by another subscriber. */
    private final Queue<String> pushes = new ConcurrentLinkedQueue<>();

    private final LoopbackServer witness = LoopbackServer.start("witness", 0, call -> {
        pushes.add(call.text());
        return HttpAnswer.of(200, "text/plain", "");
    });

    private Backbone backbone;

    @BeforeEach
    void start() {
        backbone = Backbone.of("""
                camel.route-template[web].template-id = push-consumer
                camel.route-template[web].path        = /sns/orders
                camel.route-template[web].topic       = orders
                camel.route-template[web].handler     = direct:web
                camel.route-template[web].lease       = 3s
                camel.route-template[late].template-id = push-consumer
                camel.route-template[late].path        = /sns/late
                camel.route-template[late].topic       = orders
                camel.route-template[late].handler     = direct:web
                camel.route-template[late].expires     = false
                """);
        backbone.property("sns.local", backbone.cloud().snsItself().toString())
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("direct:web").process(PushConsumerTest.this::handle);
                    }
                })
                .before(aws -> aws.sns().createTopic(r -> r.name("orders")))
                .start();
        await().until(() ->
                backbone.context().getRouteController().getRouteStatus("web").isStarted());
    }

    @AfterEach
    void stop() {
        released.countDown();
        backbone.close();
        witness.close();
    }

    @Test
    void confirms_its_subscription_and_hands_events_to_the_handler() {
        String subscription = subscribe(TOPIC, backbone.http() + "/sns/orders");
        await().until(() -> isConfirmed(subscription));

        publish("{\"order\":1}", "4711");

        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        Exchange exchange = handled.element();
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"order\":1}");
        assertThat(exchange.getMessage().getHeader("ce-id")).isEqualTo("4711");
        await().untilAsserted(() -> assertThat(state("4711")).isEqualTo("DONE"));
    }

    @Test
    void hands_a_duplicate_event_to_the_handler_once() throws Exception {
        String push = push("4711");

        assertThat(post(push).statusCode()).isEqualTo(200);
        assertThat(post(push).statusCode()).isEqualTo(200);

        assertThat(handled).hasSize(1);
    }

    @Test
    void hands_an_event_of_another_source_with_the_same_id_to_the_handler_too() {
        String subscription = subscribe(TOPIC, backbone.http() + "/sns/orders");
        await().until(() -> isConfirmed(subscription));

        publish("1", "4711", "/shop");
        publish("2", "4711", "/market");

        await().untilAsserted(() -> assertThat(handled)
                .extracting(exchange -> exchange.getMessage().getHeader("ce-source"))
                .containsExactlyInAnyOrder("/shop", "/market"));
    }

    @Test
    void answers_only_after_the_handler_succeeded_and_refuses_the_same_event_meanwhile() throws Exception {
        String push = push("4711");
        held = true;
        var first = HttpClient.newHttpClient().sendAsync(request(push), HttpResponse.BodyHandlers.ofString());
        await().until(() -> started.get() == 1);

        // This is longer than the lease of 3 s, so the lease is renewed.
        await().during(Duration.ofMillis(3300)).untilAsserted(() -> {
            assertThat(post(push).statusCode()).isEqualTo(503);
            assertThat(first).isNotDone();
        });
        released.countDown();

        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(started).hasValue(1);
    }

    @Test
    void answers_a_failed_push_so_that_sns_retries() {
        failures.add(new IOException("not now"));
        String subscription = subscribe(TOPIC, backbone.http() + "/sns/orders");
        await().until(() -> isConfirmed(subscription));

        publish("{\"order\":1}", "4711");

        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(started).hasValue(2);
        await().untilAsserted(() -> assertThat(state("4711")).isEqualTo("DONE"));
    }

    @Test
    void answers_a_permanent_failure_so_that_sns_gives_up() throws Exception {
        String push = push("4711");
        failures.add(new ValidationException(null, "never"));

        assertThat(post(push).statusCode()).isEqualTo(422);

        assertThat(state("4711")).isEqualTo("DEAD");
        assertThat(post(push).statusCode()).isEqualTo(200);
        assertThat(started).hasValue(1);
    }

    @Test
    void an_event_that_has_expired_is_accepted_counted_and_not_handled() {
        String subscription = subscribe(TOPIC, backbone.http() + "/sns/orders");
        await().until(() -> isConfirmed(subscription));

        publish(
                "{\"order\":1}",
                "4711",
                Map.of("ce_expirytime", text(Instant.now().minusSeconds(1).toString())));

        await().untilAsserted(() -> assertThat(state("4711")).isEqualTo("EXPIRED"));
        await().untilAsserted(() -> assertThat(ended("expired")).isEqualTo(1));
        publish("{\"order\":2}", "4712");
        await().untilAsserted(() -> assertThat(state("4712")).isEqualTo("DONE"));
        assertThat(handled)
                .extracting(exchange -> exchange.getMessage().getHeader("ce-id"))
                .containsExactly("4712");
        await().untilAsserted(() -> assertThat(ended("handled")).isEqualTo(1));
        assertThat(ended("expired")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-12-31T23:59:59Z", "soon", "1577836800"})
    void an_event_with_a_later_or_malformed_expiry_time_is_handled(String expiry) {
        String subscription = subscribe(TOPIC, backbone.http() + "/sns/orders");
        await().until(() -> isConfirmed(subscription));

        publish("{\"order\":1}", "4711", Map.of("ce_expirytime", text(expiry)));

        await().untilAsserted(() -> assertThat(state("4711")).isEqualTo("DONE"));
        assertThat(handled).hasSize(1);
    }

    @Test
    void a_route_with_expiry_switched_off_handles_expired_events() throws Exception {
        String push = push("4711", Map.of("ce_expirytime", text("2020-01-01T00:00:00Z")));

        assertThat(post("/sns/late", push).statusCode()).isEqualTo(200);

        assertThat(handled).hasSize(1);
    }

    @Test
    void an_expired_event_is_accepted_although_the_ledger_cannot_record_it() throws Exception {
        String push = push("4711", Map.of("ce_expirytime", text("2020-01-01T00:00:00Z")));
        backbone.cloud()
                .dynamoDb()
                .faults()
                .on("BatchExecuteStatement")
                .after(1)
                .internalError();

        assertThat(post(push).statusCode()).isEqualTo(200);

        assertThat(started).hasValue(0);
    }

    @Test
    void counts_how_each_push_ended() throws Exception {
        String push = push("4711");
        failures.add(new IOException("not now"));
        failures.add(new ValidationException(null, "never"));

        post(push);
        post(push);
        post(push);

        assertThat(ended("failed")).isEqualTo(1);
        assertThat(ended("dead")).isEqualTo(1);
        assertThat(ended("duplicate")).isEqualTo(1);
        assertThat(ended("handled")).isZero();
    }

    @Test
    void answers_503_with_a_retry_after_while_an_operator_has_paused_the_route() throws Exception {
        String push = push("4711");
        Pauses pauses = Pauses.of(backbone.context()).orElseThrow();
        pauses.pauseHere("web", new Pause("ana", Instant.now(), false, null));

        HttpResponse<String> paused = post(push);
        pauses.resumeHere("web");

        assertThat(paused.statusCode()).isEqualTo(503);
        assertThat(paused.body()).isEqualTo("the route is paused");
        assertThat(paused.headers().firstValue("Retry-After")).contains("5");
        assertThat(handled).isEmpty();
        assertThat(post(push).statusCode()).isEqualTo(200);
        assertThat(handled).hasSize(1);
    }

    @Test
    void answers_503_with_a_retry_after_while_the_ledger_is_unavailable() throws Exception {
        String push = push("4711");
        backbone.cloud().dynamoDb().faults().onEverything().unavailable();

        HttpResponse<String> answer = post(push);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(handled).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Message", "MessageId", "Timestamp", "Subject", "Signature"})
    void refuses_a_push_that_was_changed_after_signing(String property) throws Exception {
        ObjectNode push = (ObjectNode) new JsonMapper().readTree(push("4711"));
        push.put(
                property,
                property.equals("Timestamp")
                        ? Instant.now().minusSeconds(60).toString()
                        : "QUFB" + push.path(property).asText());

        HttpResponse<String> answer = post(push.toString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(handled).isEmpty();
    }

    @Test
    void refuses_a_push_that_is_older_than_an_hour_or_from_the_future() throws Exception {
        ObjectNode push = (ObjectNode) new JsonMapper().readTree(push("4711"));

        for (Instant old : List.of(Instant.now().minusSeconds(3_700), Instant.EPOCH, Instant.MIN)) {
            assertRefused(
                    "the push is older than an hour",
                    post(push.put("Timestamp", old.toString()).toString()));
        }
        for (Instant future : List.of(Instant.now().plusSeconds(3_700), Instant.MAX)) {
            assertRefused(
                    "the push is dated in the future",
                    post(push.put("Timestamp", future.toString()).toString()));
        }
        assertThat(post(push.put("Timestamp", "9223372036854775807").toString()).statusCode())
                .isEqualTo(400);
    }

    private static void assertRefused(String why, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).startsWith(why);
    }

    @Test
    void answers_a_refused_push_without_repeating_control_characters() throws Exception {
        ObjectNode push = (ObjectNode) new JsonMapper().readTree(push("4711"));

        HttpResponse<String> answer = post(
                push.put("TopicArn", "\u001b[31m\u009b2J\u2028\nforged\u202e").toString());

        assertRefused("this route does not subscribe to", answer);
        assertThat(answer.body()).doesNotContainPattern("[\\p{Cc}\\u2028\\u202e]");
    }

    @Test
    void refuses_a_certificate_from_elsewhere() throws Exception {
        ObjectNode push = (ObjectNode) new JsonMapper().readTree(push("4711"));
        push.put("SigningCertURL", witness.endpoint() + "/mine.pem");
        int before = pushes.size();

        assertThat(post(push.toString()).statusCode()).isEqualTo(403);

        assertThat(pushes).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{}", "{\"order\":1}", "{\"Type\":\"Notification\"}", "[]", "null"})
    void refuses_requests_that_sns_never_sends(String body) throws Exception {
        assertThat(post(body).statusCode()).isEqualTo(400);
    }

    @Test
    void does_not_confirm_a_subscription_of_an_unknown_topic() {
        String other = backbone.aws().sns().createTopic(r -> r.name("other")).topicArn();

        String subscription = subscribe(other, backbone.http() + "/sns/orders");

        await().during(SHORT_WHILE)
                .untilAsserted(() -> assertThat(isConfirmed(subscription)).isFalse());
        assertThat(backbone.cloud().sns().count("ConfirmSubscription")).isZero();
    }

    @Test
    void confirms_its_subscription_of_a_topic_in_another_region() {
        try (SnsClient frankfurt = SnsClient.builder()
                .endpointOverride(backbone.cloud().snsItself())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build()) {
            String topic = frankfurt.createTopic(r -> r.name("orders")).topicArn();
            assertThat(topic).contains(":eu-central-1:");
            try (Backbone other = Backbone.beside(backbone, """
                    camel.route-template[web].template-id = push-consumer
                    camel.route-template[web].path        = /sns/frankfurt
                    camel.route-template[web].topic       = %s
                    camel.route-template[web].handler     = log:web
                    """.formatted(topic))
                    .property("sns.local", backbone.cloud().snsItself().toString())
                    .start()) {
                await().until(() -> other.context()
                        .getRouteController()
                        .getRouteStatus("web")
                        .isStarted());

                String subscription = frankfurt
                        .subscribe(r -> r.topicArn(topic)
                                .protocol("http")
                                .endpoint(other.http() + "/sns/frankfurt")
                                .returnSubscriptionArn(true))
                        .subscriptionArn();

                await().until(() -> frankfurt
                        .getSubscriptionAttributes(r -> r.subscriptionArn(subscription))
                        .attributes()
                        .get("PendingConfirmation")
                        .equals("false"));
            }
        }
    }

    @Test
    void refuses_a_local_sns_that_is_on_another_machine() {
        try (Backbone other = Backbone.of("""
                camel.route-template[web].template-id = push-consumer
                camel.route-template[web].path        = /sns/orders
                camel.route-template[web].topic       = orders
                camel.route-template[web].handler     = log:web
                """).property("sns.local", "http://10.0.0.1:9911")) {
            Exception refused = catchException(other::start);

            assertThat(ConfigurationException.in(refused).orElseThrow(() -> new AssertionError(refused)))
                    .hasMessage("sns.local = http://10.0.0.1:9911: must be an address on loopback, such as"
                            + " http://127.0.0.1:9911");
        }
    }

    @Test
    void a_success_is_recorded_after_a_short_ledger_outage_without_another_handler_run() throws Exception {
        String push = push("4711");
        // More failures than the SDK makes attempts.
        whileHandling = () -> backbone.cloud()
                .dynamoDb()
                .faults()
                .on("BatchExecuteStatement")
                .times(12)
                .internalError();

        assertThat(post(push).statusCode()).isEqualTo(200);

        assertThat(state("4711")).isEqualTo("DONE");
        assertThat(started).hasValue(1);
    }

    @Test
    void a_handled_push_is_accepted_although_the_ledger_stays_unavailable() throws Exception {
        String push = push("4711");
        whileHandling = () ->
                backbone.cloud().dynamoDb().faults().on("BatchExecuteStatement").internalError();

        assertThat(post(push).statusCode()).isEqualTo(200);

        assertThat(started).hasValue(1);
    }

    private void handle(Exchange exchange) throws Exception {
        started.incrementAndGet();
        whileHandling.run();
        if (held) {
            released.await();
        }
        Exception failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
        handled.add(exchange.copy());
    }

    /** The signed push of SNS for this event. */
    private String push(String event) {
        return push(event, Map.of());
    }

    private String push(String event, Map<String, MessageAttributeValue> more) {
        subscribe(TOPIC, witness.endpoint() + "/");
        await().until(() -> !pushes.isEmpty());
        backbone.aws().sns().confirmSubscription(r -> r.topicArn(TOPIC).token(token(pushes.element())));
        publish("{\"order\":1}", event, more);
        await().until(() -> pushes.size() == 2);
        return pushes.stream().skip(1).findFirst().orElseThrow();
    }

    private static String token(String question) {
        try {
            return new JsonMapper().readTree(question).path("Token").asText();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String subscribe(String topic, String endpoint) {
        return backbone.aws()
                .sns()
                .subscribe(r ->
                        r.topicArn(topic).protocol("http").endpoint(endpoint).returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private boolean isConfirmed(String subscription) {
        return backbone.aws()
                .sns()
                .getSubscriptionAttributes(r -> r.subscriptionArn(subscription))
                .attributes()
                .get("PendingConfirmation")
                .equals("false");
    }

    private void publish(String body, String event) {
        publish(body, event, Map.of());
    }

    private void publish(String body, String event, String source) {
        publish(body, event, Map.of("ce_source", text(source)));
    }

    private void publish(String body, String event, Map<String, MessageAttributeValue> more) {
        Map<String, MessageAttributeValue> attributes =
                new HashMap<>(Map.of("ce_id", text(event), "ce_type", text("OrderPlaced"), "ce_source", text("/t")));
        attributes.putAll(more);
        backbone.aws()
                .sns()
                .publish(
                        r -> r.topicArn(TOPIC).message(body).subject("an order").messageAttributes(attributes));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private double ended(String end) {
        return backbone.context()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("caravan.deliveries")
                .tag("route", "web")
                .tag("end", end)
                .counter()
                .count();
    }

    private String state(String event) {
        return backbone.aws()
                .dynamoDb()
                .getItem(r -> r.tableName("caravan-ledger")
                        .key(Map.of(
                                "event", AttributeValue.fromS(event), "subscriber", AttributeValue.fromS("push:web"))))
                .item()
                .getOrDefault("state", AttributeValue.fromS(""))
                .s();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post("/sns/orders", body);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String body) {
        return request("/sns/orders", body);
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(backbone.http() + path))
                .header("Content-Type", "text/plain; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
