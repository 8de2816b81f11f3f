package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.camel.ServiceStatus;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import testing.Backbone;
import testing.OperatorClient;

/** Every answer is checked against the document that the application serves. */
class InboxesOverHttpTest {
    private static final String TOKEN = "a-token";
    private static final String LIST = "/caravan/inboxes";
    private static final String ONE = "/caravan/inboxes/{inbox}/{client}";
    private static final String SECRET = "a secret of 32 characters or more";
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[phones].template-id = inbox
            camel.route-template[phones].path = /of-phones/{client}
            camel.route-template[phones].secret = a secret of 32 characters or more
            camel.route-template[phones].inbox       = app
            camel.route-template[phones].clients     = ana
            camel.route-template[phones].retention   = 2d
            camel.route-template[doors].template-id  = inbox
            camel.route-template[doors].path = /of-doors/{client}
            camel.route-template[doors].secret = a secret of 32 characters or more
            camel.route-template[doors].inbox        = doors.fifo
            """;

    private Backbone backbone;
    private OperatorClient operator;

    @AfterEach
    void stop() {
        backbone.close();
    }

    private void start() {
        backbone = Backbone.of(ROUTES).property("dead-letters.token", TOKEN).start();
        await().until(() ->
                backbone.context().getRouteController().getRouteStatus("inbox-queues") == ServiceStatus.Started);
        operator = new OperatorClient(backbone.http(), TOKEN);
    }

    @Test
    void a_created_client_has_a_queue_as_configured_with_a_tag_and_dead_letters() throws Exception {
        start();

        HttpResponse<String> made = make("app", "17");

        operator.valid(made, 201, "post", LIST);
        assertThat(made.headers().firstValue("Location")).contains("/caravan/inboxes/app/17");
        String url = url("app-inbox-17").orElseThrow();
        assertThat(backbone.aws()
                        .sqs()
                        .listQueueTags(request -> request.queueUrl(url))
                        .tags())
                .containsExactlyInAnyOrderEntriesOf(Map.of("caravan", "shop", "caravan-inbox", "app"));
        assertThat(attributes(url))
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "172800")
                .hasEntrySatisfying(
                        QueueAttributeName.REDRIVE_POLICY,
                        policy -> assertThat(policy).contains(":app-inbox-dead-letters\""));
    }

    @Test
    void a_client_of_a_fifo_inbox_has_a_fifo_queue() throws Exception {
        start();

        operator.valid(make("doors.fifo", "front"), 201, "post", LIST);

        assertThat(url("doors-inbox-front.fifo")).isPresent();
    }

    @Test
    void a_repetition_changes_nothing_and_completes_what_was_left_unfinished() throws Exception {
        start();
        backbone.cloud().sqs().faults().on("SetQueueAttributes").refuse(403, "AccessDenied");
        int first = make("app", "17").statusCode();
        backbone.cloud().sqs().faults().clear();

        operator.valid(make("app", "17"), 200, "post", LIST);
        backbone.cloud().reset();
        operator.valid(make("app", "17"), 200, "post", LIST);

        assertThat(first).isEqualTo(503);
        assertThat(attributes(url("app-inbox-17").orElseThrow())).containsKey(QueueAttributeName.REDRIVE_POLICY);
        assertThat(backbone.cloud().sqs().calls("CreateQueue")).isEmpty();
        assertThat(backbone.cloud().sqs().calls("SetQueueAttributes")).isEmpty();
    }

    @Test
    void simultaneous_requests_make_one_complete_queue() throws Exception {
        start();

        List<Integer> answers = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return make("app", "17").statusCode();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).contains(201).allMatch(status -> status < 300);
        assertThat(attributes(url("app-inbox-17").orElseThrow())).containsKey(QueueAttributeName.REDRIVE_POLICY);
    }

    @Test
    void the_list_shows_connected_clients_and_waiting_events() throws Exception {
        Instant begun = Instant.now();
        start();
        make("app", "17");
        make("app", "18");
        make("doors.fifo", "front");
        send("app-inbox-17");
        send("app-inbox-17");
        send("app-inbox-18");
        connect("17");
        await().untilAsserted(() -> assertThat(operator.get("/inboxes", LIST)
                        .at("/entries/0/unanswered")
                        .asInt())
                .isEqualTo(2));

        JsonNode all = operator.get("/inboxes", LIST);

        assertThat(all.path("clients").asInt()).isEqualTo(4);
        assertThat(all.path("entries").findValuesAsText("queue"))
                .containsExactly("app-inbox-17", "app-inbox-18", "app-inbox-ana", "doors-inbox-front.fifo");
        JsonNode client = all.at("/entries/0");
        assertThat(client.path("waiting").asInt()).isZero();
        assertThat(client.path("inFlight").asInt()).isEqualTo(2);
        assertThat(Instant.parse(client.path("connectedSince").asText())).isBetween(begun, Instant.now());
        assertThat(client.path("configured").asBoolean()).isFalse();
        assertThat(Instant.parse(client.path("created").asText())).isAfter(begun.minusSeconds(60));
        assertThat(all.at("/entries/1").has("connectedSince")).isFalse();
        assertThat(all.at("/entries/1/waiting").asInt()).isEqualTo(1);
        assertThat(all.at("/entries/2/configured").asBoolean()).isTrue();
    }

    private void connect(String client) {
        String token = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SECRET).hmacHex(client);
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("cloudevents.json")
                .buildAsync(
                        URI.create(
                                "ws://%s/of-phones/%s".formatted(backbone.http().getAuthority(), client)),
                        new WebSocket.Listener() {})
                .join();
    }

    @Test
    void the_list_has_pages() throws Exception {
        start();
        for (int client = 10; client < 15; client++) {
            make("app", String.valueOf(client));
        }

        JsonNode second = operator.get("/inboxes?inbox=app&size=2&page=2", LIST);
        JsonNode beyond = operator.get("/inboxes?inbox=app&size=2&page=2147483647", LIST);

        assertThat(second.path("entries").findValuesAsText("client")).containsExactly("12", "13");
        assertThat(second.path("pages").asInt()).isEqualTo(3);
        assertThat(second.path("clients").asInt()).isEqualTo(6);
        assertThat(beyond.path("entries")).isEmpty();
    }

    @Test
    void a_configured_client_is_listed_before_its_queue_is_made() throws Exception {
        start();
        String url = url("app-inbox-ana").orElseThrow();
        backbone.aws().sqs().deleteQueue(request -> request.queueUrl(url));

        JsonNode all = operator.get("/inboxes?inbox=app", LIST);

        assertThat(all.path("entries")).hasSize(1);
        assertThat(all.at("/entries/0").has("waiting")).isFalse();
    }

    @Test
    void an_inbox_with_waiting_events_is_deleted_only_if_their_loss_is_confirmed() throws Exception {
        start();
        make("app", "17");
        send("app-inbox-17");
        send("app-inbox-17");

        HttpResponse<String> kept = operator.send("DELETE", "/inboxes/app/17", null);
        HttpResponse<String> alsoKept = operator.send("DELETE", "/inboxes/app/17?discard=false", null);
        boolean isThere = url("app-inbox-17").isPresent();
        HttpResponse<String> deleted = operator.send("DELETE", "/inboxes/app/17?discard=true", null);

        assertThat(detail(kept, 409))
                .isEqualTo(
                        "2 events wait for client 17 of inbox app, as SQS counts: discard=true deletes them with its queue");
        assertThat(alsoKept.statusCode()).isEqualTo(409);
        assertThat(isThere).isTrue();
        assertThat(operator.valid(deleted, 200, "delete", ONE).path("discarded").asInt())
                .isEqualTo(2);
        assertThat(url("app-inbox-17")).isEmpty();
    }

    @Test
    void an_empty_inbox_is_deleted_and_not_found_afterwards() throws Exception {
        start();
        make("app", "17");

        operator.valid(operator.send("DELETE", "/inboxes/app/17", null), 200, "delete", ONE);

        assertThat(detail(operator.send("DELETE", "/inboxes/app/17", null), 404))
                .isEqualTo("inbox app has no client 17");
    }

    @Test
    void only_clients_made_by_a_request_can_be_deleted() throws Exception {
        start();
        backbone.aws().sqs().createQueue(request -> request.queueName("app-inbox-theirs"));

        operator.valid(make("app", "theirs"), 200, "post", LIST);

        assertThat(detail(operator.send("DELETE", "/inboxes/app/ana", null), 409))
                .isEqualTo(
                        "client ana of inbox app is in clients of route phones: remove it there, and caravan apply --prune deletes its queue");
        assertThat(detail(operator.send("DELETE", "/inboxes/app/theirs", null), 409))
                .startsWith("queue app-inbox-theirs was not made by POST /caravan/inboxes");
        assertThat(url("app-inbox-theirs")).isPresent();
        assertThat(url("app-inbox-ana")).isPresent();
    }

    @Test
    void each_change_is_in_the_audit_trail_of_the_clients_queue() throws Exception {
        start();
        operator.send("POST", "/inboxes", "{\"inbox\":\"app\",\"client\":\"17\",\"reason\":\"a new phone\"}");
        operator.send("DELETE", "/inboxes/app/17?reason=it%20is%20lost", null);

        JsonNode entries = operator.get("/dead-letters/app-inbox-17/audit", "/caravan/dead-letters/{queue}/audit")
                .path("entries");

        assertThat(entries)
                .extracting(entry -> entry.path("operation").asText() + ", "
                        + entry.path("of").asText() + ": "
                        + entry.path("reason").asText() + ", "
                        + entry.path("outcome").asText())
                .containsExactly(
                        "delete inbox, client 17 of inbox app: it is lost, done",
                        "make inbox, client 17 of inbox app: a new phone, done");
    }

    @Test
    void while_aws_is_unavailable_a_request_gets_503() throws Exception {
        start();
        backbone.cloud().sqs().faults().onEverything().refuse(403, "AccessDenied");

        HttpResponse<String> answer = operator.send("GET", "/inboxes", null);

        assertThat(detail(answer, 503)).isEqualTo("SQS does not answer or refuses");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void a_client_whose_queue_was_just_deleted_gets_409_with_a_retry_after_of_a_minute() throws Exception {
        start();
        backbone.cloud().sqs().faults().on("CreateQueue").refuse(400, "QueueDeletedRecently");

        HttpResponse<String> answer = make("app", "17");

        assertThat(detail(answer, 409)).contains("deleted less than 60 seconds ago");
        assertThat(answer.headers().firstValue("Retry-After")).contains("60");
    }

    private HttpResponse<String> make(String inbox, String client) throws Exception {
        return operator.send("POST", "/inboxes", "{\"inbox\":\"%s\",\"client\":\"%s\"}".formatted(inbox, client));
    }

    private static String detail(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return new ObjectMapper().readTree(answer.body()).path("detail").asText();
    }

    private void send(String queue) {
        String url = url(queue).orElseThrow();
        backbone.aws().sqs().sendMessage(request -> request.queueUrl(url).messageBody("{}"));
    }

    private Optional<String> url(String queue) {
        try {
            return Optional.of(backbone.aws()
                    .sqs()
                    .getQueueUrl(request -> request.queueName(queue))
                    .queueUrl());
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    private Map<QueueAttributeName, String> attributes(String url) {
        return backbone.aws()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }
}
