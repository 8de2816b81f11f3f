package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import history.EventHistory;
import history.Published;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import local.ProxiedCloud;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import publishing.BatchFailedException;
import software.amazon.awssdk.services.sns.SnsClient;
import testing.Backbone;

class RecordedPublicationTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BATCH_TYPE = "application/cloudevents-batch+json";

    private static Backbone backbone;
    private static ProxiedCloud cloud;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[publish-orders].template-id   = publish
                camel.route-template[publish-orders].from          = platform-http:/orders
                camel.route-template[publish-orders].topic         = orders
                camel.route-template[publish-quietly].template-id  = publish
                camel.route-template[publish-quietly].from         = platform-http:/quiet
                camel.route-template[publish-quietly].topic        = orders
                camel.route-template[publish-quietly].recorded     = false
                camel.route-template[publish-internal].template-id = publish
                camel.route-template[publish-internal].from        = direct:internal
                camel.route-template[publish-internal].topic       = orders
                """).before(aws -> createTopic(aws.sns())).start();
        cloud = backbone.cloud();
        cloud.reset();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @AfterEach
    void reset() {
        cloud.reset();
    }

    @Test
    void an_accepted_event_is_in_the_ledger_with_its_topic() throws Exception {
        HttpResponse<String> answer = post("/orders", "text/plain", "hello", "ce-id", "accepted");

        assertThat(answer.statusCode()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(published("accepted"))
                .singleElement()
                .satisfies(publication -> assertThat(publication.topic()).isEqualTo("orders")));
        assertThat(cloud.dynamoDb().count("BatchWriteItem")).isEqualTo(1);
    }

    @Test
    void events_are_accepted_while_the_ledger_refuses_their_records() throws Exception {
        cloud.dynamoDb().faults().onEverything().refuse(400, "AccessDeniedException");

        HttpResponse<String> answer = post("/orders", BATCH_TYPE, batch("away-1", "away-2", "away-3"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(cloud.dynamoDb().count("BatchWriteItem"))
                .as("calls for the batch, of which none is tried again")
                .isEqualTo(1));
    }

    @Test
    void an_event_is_accepted_while_its_record_waits_for_the_ledger() throws Exception {
        cloud.dynamoDb().faults().onEverything().hold();

        HttpResponse<String> answer = post("/orders", "text/plain", "hello", "ce-id", "held");

        assertThat(answer.statusCode()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(cloud.dynamoDb().calls("BatchWriteItem"))
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.status()).isNotEqualTo(200)));
        cloud.dynamoDb().faults().clear();
        await().untilAsserted(() -> assertThat(published("held")).hasSize(1));
    }

    @Test
    void events_of_many_callers_share_the_calls_to_the_ledger() throws Exception {
        cloud.dynamoDb().faults().on("BatchWriteItem").hold();
        ExecutorService callers = Executors.newFixedThreadPool(10);
        try {
            List<Callable<HttpResponse<String>>> events = IntStream.range(0, 50)
                    .mapToObj(i -> (Callable<HttpResponse<String>>)
                            () -> post("/orders", "text/plain", "hello", "ce-id", "many-" + i))
                    .toList();
            for (Future<HttpResponse<String>> answer : callers.invokeAll(events)) {
                assertThat(answer.get().statusCode()).isEqualTo(202);
            }
        } finally {
            callers.shutdownNow();
        }

        cloud.dynamoDb().faults().clear();
        await().untilAsserted(() -> assertThat(IntStream.range(0, 50).boxed())
                .allSatisfy(i -> assertThat(published("many-" + i)).hasSize(1)));
        assertThat(cloud.dynamoDb().count("BatchWriteItem")).isLessThanOrEqualTo(50 / 5);
    }

    @Test
    void a_route_without_recording_does_not_call_the_ledger() throws Exception {
        HttpResponse<String> answer = post("/quiet", "text/plain", "hello", "ce-id", "quiet");
        post("/orders", "text/plain", "hello", "ce-id", "loud");

        assertThat(answer.statusCode()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(published("loud")).hasSize(1));
        assertThat(cloud.dynamoDb().calls("BatchWriteItem"))
                .singleElement()
                .satisfies(call ->
                        assertThat(call.body().toString()).contains("loud").doesNotContain("quiet"));
    }

    @Test
    void the_accepted_events_of_a_partly_failed_batch_are_in_the_ledger() throws Exception {
        cloud.sns().faults().on("PublishBatch").failEntries(position -> position == 0);

        HttpResponse<String> answer = post("/orders", BATCH_TYPE, batch("part-1", "part-2", "part-3"));

        assertThat(answer.statusCode()).isEqualTo(207);
        await().untilAsserted(() -> {
            assertThat(published("part-2")).hasSize(1);
            assertThat(published("part-3")).hasSize(1);
        });
        assertThat(published("part-1")).isEmpty();
    }

    @Test
    void the_accepted_events_of_a_caller_that_is_not_http_are_in_the_ledger_despite_its_exception() {
        ProducerTemplate camel = backbone.context().createProducerTemplate();
        cloud.sns().faults().on("PublishBatch").failEntries(position -> position == 0);

        assertThatThrownBy(() -> camel.sendBodyAndHeaders(
                        "direct:internal",
                        batch("internal-1", "internal-2"),
                        Map.of(Exchange.CONTENT_TYPE, BATCH_TYPE)))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(BatchFailedException.class);

        await().untilAsserted(() -> assertThat(published("internal-2")).hasSize(1));
        assertThat(published("internal-1")).isEmpty();
    }

    @Test
    void each_event_of_a_partly_failed_batch_is_answered_while_the_ledger_is_unavailable() throws Exception {
        cloud.sns().faults().on("PublishBatch").failEntries(position -> position == 0);
        cloud.dynamoDb().faults().onEverything().refuse(400, "AccessDeniedException");

        HttpResponse<String> answer = post("/orders", BATCH_TYPE, batch("both-1", "both-2"));

        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.body()).contains("\"status\":202", "\"status\":5");
        await().untilAsserted(() ->
                assertThat(cloud.dynamoDb().count("BatchWriteItem")).isEqualTo(1));
    }

    @Test
    void a_stop_writes_the_records_that_wait() {
        cloud.dynamoDb().faults().on("BatchWriteItem").times(1).delay(Duration.ofMillis(300));
        try (Backbone stopped = Backbone.beside(backbone, """
                camel.route-template[publish-last].template-id = publish
                camel.route-template[publish-last].from        = direct:last
                camel.route-template[publish-last].topic       = orders
                """).start()) {
            ProducerTemplate camel = stopped.context().createProducerTemplate();
            IntStream.range(0, 30).forEach(i -> camel.sendBodyAndHeader("direct:last", "hello", "ce-id", "last-" + i));
        }

        assertThat(IntStream.range(0, 30).boxed())
                .allSatisfy(i -> assertThat(published("last-" + i)).hasSize(1));
    }

    private static void createTopic(SnsClient sns) {
        sns.createTopic(topic -> topic.name("orders"));
    }

    private static List<Published> published(String event) {
        return backbone.context()
                .getRegistry()
                .findSingleByType(EventHistory.class)
                .of(event)
                .map(history -> history.published())
                .orElse(List.of());
    }

    private static String batch(String... ids) {
        return Arrays.stream(ids)
                .map(id -> "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/shop\",\"type\":\"A\",\"data\":1}"
                        .formatted(id))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static HttpResponse<String> post(String path, String type, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(backbone.http().resolve(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }
}
