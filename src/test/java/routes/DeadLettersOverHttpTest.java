package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import console.Operators;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;
import testing.OperatorClient;

/** Every answer is checked against the document that the application serves, and no cache may keep it. */
class DeadLettersOverHttpTest {
    private static final String TOKEN = "a-token";
    private static final String ROUTES = """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            camel.route-template[billing].maxAttempts    = 1
            """;
    private static final String PARKING = """
            camel.route-template[to-history].template-id = fan-out
            camel.route-template[to-history].topic       = history.fifo
            camel.route-template[to-history].queue       = history.fifo
            camel.route-template[order-history].template-id    = fifo-consumer
            camel.route-template[order-history].queue          = history.fifo
            camel.route-template[order-history].handler        = direct:bill
            camel.route-template[order-history].maxAttempts    = 1
            camel.route-template[order-history].onFailure      = park
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private String credentials = "Bearer " + TOKEN;
    private Backbone backbone;

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void letters_are_listed_shown_and_sent_back() throws Exception {
        start(ROUTES);
        fail("e-1", "e-2");

        JsonNode queues = get("", "/caravan/dead-letters");
        JsonNode listing = get("/billing", "/caravan/dead-letters/{queue}");
        String fingerprint = listing.at("/failures/0/fingerprint").asText();
        JsonNode letters =
                get("/billing/letters?fingerprint=" + fingerprint + "&size=1", "/caravan/dead-letters/{queue}/letters");
        JsonNode letter = get("/billing/letters/e-1", "/caravan/dead-letters/{queue}/letters/{id}");
        JsonNode dry =
                post("/billing/redrive", "{\"all\":true,\"dryRun\":true}", "/caravan/dead-letters/{queue}/redrive");
        failing.clear();
        JsonNode redriven = post("/billing/redrive", "{\"ids\":[\"e-1\"]}", "/caravan/dead-letters/{queue}/redrive");

        await().untilAsserted(() -> assertThat(handled).containsExactly("e-1"));
        assertThat(queues.at("/entries/0/letters").asInt()).isEqualTo(2);
        assertThat(listing.path("letters").asInt()).isEqualTo(2);
        assertThat(letters.path("letters")).hasSize(1);
        assertThat(letters.path("pages").asInt()).isEqualTo(2);
        assertThat(letter.path("body").asText()).isEqualTo("e-1");
        assertThat(letter.at("/history/subscribers/0/state").asText()).isEqualTo("DEAD");
        assertThat(dry.at("/counts/moved").asInt()).isEqualTo(2);
        assertThat(redriven.at("/counts/moved").asInt()).isEqualTo(1);
        JsonNode audit = get("/billing/audit", "/caravan/dead-letters/{queue}/audit");
        assertThat(audit.path("entries")).hasSize(1);
        assertThat(audit.at("/entries/0/by").asText()).isEqualTo("token");
    }

    @Test
    void a_letter_is_edited_and_others_are_discarded_after_a_confirmation() throws Exception {
        start(ROUTES);
        fail("e-1", "e-2");
        failing.clear();

        post(
                "/billing/letters/e-1/edit",
                "{\"body\":\"better\",\"set\":{\"kind\":\"gift\"}}",
                "/caravan/dead-letters/{queue}/letters/{id}/edit");
        problem(400, "POST", "/billing/discard", "{\"all\":true}", "confirm: must be the queue's name, billing");
        problem(400, "POST", "/billing/discard", "{\"all\":true,\"confirm\":\"shipping\"}", "confirm: must be");
        JsonNode discarded = post(
                "/billing/discard", "{\"all\":true,\"confirm\":\"billing\"}", "/caravan/dead-letters/{queue}/discard");

        await().untilAsserted(() -> assertThat(handled).containsExactly("better"));
        assertThat(discarded.at("/counts/discarded").asInt()).isEqualTo(1);
        assertThat(get("/billing", "/caravan/dead-letters/{queue}")
                        .path("letters")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "100%", "a?b", "a b", "e-1?id=e-2"})
    void a_letter_is_found_by_the_id_of_its_event_whatever_its_characters(String id) throws Exception {
        start(ROUTES);
        fail(id);
        String path = URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");

        JsonNode letter = get("/billing/letters/" + path + "?id=another", "/caravan/dead-letters/{queue}/letters/{id}");

        assertThat(letter.at("/letter/event").asText()).isEqualTo(id);
    }

    @Test
    void a_task_is_known_to_another_process_of_the_same_application() throws Exception {
        start(ROUTES);
        fail("e-1", "e-2", "e-3", "e-4", "e-5");
        failing.clear();
        HttpResponse<String> accepted = send("POST", "/billing/redrive", "{\"all\":true,\"rate\":1}");
        assertThat(accepted.statusCode()).isEqualTo(202);
        Backbone first = backbone;

        try (Backbone second = Backbone.beside(first, ROUTES)
                .routes(handler())
                .property("dead-letters.token", TOKEN)
                .start()) {
            backbone = second;
            JsonNode running = now(address(accepted));
            valid(send("DELETE", address(accepted), null), 202, "delete", "/caravan/dead-letters/{queue}/tasks/{id}");
            JsonNode done = ended(address(accepted));

            assertThat(running.path("operation").asText()).isEqualTo("redrive");
            assertThat(done.path("state").asText()).isEqualTo("DONE");
            problem(404, "GET", "/billing/tasks/nobody", null, "there is no task nobody");
        } finally {
            backbone = first;
        }
    }

    @Test
    void a_parked_group_is_released() throws Exception {
        start(PARKING);
        failing.add("h-1");
        sendToGroup("h-1", "h-2");
        await().untilAsserted(
                        () -> assertThat(count("history-dead-letters.fifo")).isEqualTo(2));
        failing.clear();

        JsonNode released =
                post("/history.fifo/release", "{\"group\":\"order-1\"}", "/caravan/dead-letters/{queue}/release");

        await().untilAsserted(() -> assertThat(handled).containsExactly("h-1", "h-2"));
        assertThat(released.at("/counts/moved").asInt()).isEqualTo(2);
        problem(400, "POST", "/history.fifo/release", "{}", "group: must be the name of a message group");
    }

    @Test
    void a_longer_operation_becomes_a_task_that_can_be_read_and_cancelled() throws Exception {
        start(ROUTES);
        String[] many = IntStream.range(0, 30).mapToObj(i -> "e-" + i).toArray(String[]::new);
        fail(many);
        failing.clear();

        HttpResponse<String> accepted =
                send("POST", "/billing/redrive", json.writeValueAsString(Map.of("ids", many, "rate", 1)));
        JsonNode task = valid(accepted, 202, "post", "/caravan/dead-letters/{queue}/redrive");
        JsonNode running = now(address(accepted));
        valid(send("DELETE", address(accepted), null), 202, "delete", "/caravan/dead-letters/{queue}/tasks/{id}");
        JsonNode done = ended(address(accepted));

        assertThat(address(accepted))
                .isEqualTo("/billing/tasks/" + task.path("id").asText());
        assertThat(running.path("state").asText()).isEqualTo("RUNNING");
        assertThat(done.path("state").asText()).isEqualTo("DONE");
        assertThat(done.at("/result/cancelled").asBoolean()).isTrue();
        assertThat(done.at("/result/counts/moved").asInt(0)).isLessThan(30);
        assertThat(get("/billing/audit", "/caravan/dead-letters/{queue}/audit")
                        .at("/entries/0/outcome")
                        .asText())
                .isEqualTo("cancelled");
    }

    @Test
    void the_list_of_queues_becomes_the_result_of_a_task_if_it_takes_longer() throws Exception {
        start(ROUTES);
        fail("e-1");
        backbone.cloud().sqs().faults().on("GetQueueUrl").hold();

        HttpResponse<String> accepted = send("GET", "", null);
        JsonNode running = valid(accepted, 202, "get", "/caravan/dead-letters");
        backbone.cloud().sqs().faults().clear();
        JsonNode done = ended(address(accepted));

        assertThat(running.path("state").asText()).isEqualTo("RUNNING");
        assertThat(done.at("/result/entries/0/letters").asInt()).isEqualTo(1);
    }

    @Test
    void requests_without_valid_credentials_get_401_and_change_nothing() throws Exception {
        start(ROUTES);
        fail("e-1");
        for (String wrong : new String[] {null, "Bearer", "Bearer another", "Basic " + base64("a:b"), TOKEN}) {
            credentials = wrong;
            for (String[] request : new String[][] {
                {"GET", "", null},
                {"GET", "/billing", null},
                {"GET", "/billing/letters", null},
                {"GET", "/billing/letters/e-1", null},
                {"POST", "/billing/letters/e-1/edit", "{\"body\":\"x\"}"},
                {"POST", "/billing/redrive", "{\"all\":true}"},
                {"POST", "/billing/discard", "{\"all\":true,\"confirm\":\"billing\"}"},
                {"POST", "/billing/release", "{\"group\":\"g\"}"},
                {"GET", "/billing/audit", null},
                {"GET", "/billing/tasks/1", null},
                {"DELETE", "/billing/tasks/1", null}
            }) {
                problem(401, request[0], request[1], request[2], "Needs the bearer token");
            }
        }
        assertThat(send("GET", "", null).headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
        assertThat(count("billing-dead-letters")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                 | authorization: Bearer a-token | 200
            ?Authorization=Bearer%20another      | Authorization: Bearer a-token | 200
            ?Authorization=Bearer%20a-token      |                               | 401
            ?authorization=Bearer%20a-token      |                               | 401
            ?AUTHORIZATION=Bearer+a-token        |                               | 401
            ?Authorization=Bearer%20a-token      | Authorization: Bearer another | 401
            ?%41uthorization=Bearer%20a-token    |                               | 401
            ?caravan-operator=token              |                               | 401
                                                 | X-Authorization: Bearer a-token | 401
                                                 | Authorization: Bearer A-TOKEN | 401
                                                 | Authorization: Bearer another~Authorization: Bearer a-token | 401
                                                 | Authorization: Bearer a-token~Authorization: Bearer another | 401
            """)
    void credentials_are_accepted_only_in_a_request_header(String query, String headers, int status) throws Exception {
        start(ROUTES);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(backbone.http() + "/caravan/dead-letters" + (query == null ? "" : query)));
        for (String header : headers == null ? new String[0] : headers.split("~")) {
            request.header(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(':') + 1).strip());
        }

        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void name_and_password_are_accepted_and_the_name_is_in_the_audit_trail() throws Exception {
        backbone = Backbone.of(ROUTES)
                .routes(handler())
                .property("dead-letters.user", "ann")
                .property("dead-letters.password", "ä secret")
                .start();
        credentials = "Basic " + base64("ann:ä secret");
        fail("e-1");

        post("/billing/discard", "{\"all\":true,\"confirm\":\"billing\"}", "/caravan/dead-letters/{queue}/discard");

        assertThat(get("/billing/audit", "/caravan/dead-letters/{queue}/audit")
                        .at("/entries/0/by")
                        .asText())
                .isEqualTo("ann");
        credentials = "Basic " + base64("ann:wrong");
        problem(401, "GET", "", null, "Needs name and password");
    }

    @Test
    void the_token_may_be_a_secret_of_aws_secrets_manager() throws Exception {
        try (LoopbackServer secrets = LoopbackServer.start(
                "Secrets Manager",
                0,
                call -> HttpAnswer.of(
                        200,
                        "application/x-amz-json-1.1",
                        "{\"Name\":\"operator\",\"SecretString\":\"{\\\"token\\\":\\\"from-the-vault\\\"}\"}"))) {
            backbone = Backbone.of(ROUTES)
                    .routes(handler())
                    .property("camel.vault.aws.access-key", "local")
                    .property("camel.vault.aws.secret-key", "local")
                    .property("camel.vault.aws.region", "us-east-1")
                    .property("camel.vault.aws.override-endpoint", "true")
                    .property(
                            "camel.vault.aws.uri-endpoint-override",
                            secrets.endpoint().toString())
                    .property("dead-letters.token", "{{aws:operator#token}}")
                    .start();

            credentials = "Bearer from-the-vault";
            get("", "/caravan/dead-letters");
            credentials = "Bearer {{aws:operator#token}}";
            problem(401, "GET", "", null, "Needs the bearer token");
        }
    }

    @Test
    void without_configured_credentials_nothing_is_served() throws Exception {
        backbone = Backbone.of(ROUTES).routes(handler()).start();

        problem(404, "GET", "", null, "There is nothing at /caravan/dead-letters");
        problem(404, "POST", "/billing/redrive", "{\"all\":true}", "There is nothing at");
        assertThat(event("/e-1").body()).contains("There is nothing at /caravan/events/e-1");
        assertThat(event("?id=e-1").body()).contains("There is nothing at /caravan/events");
        assertThat(event("/e-1").statusCode()).isEqualTo(404);
    }

    @Test
    void a_local_run_beyond_loopback_grants_nobody_access() throws Exception {
        backbone = Backbone.of(ROUTES)
                .routes(handler())
                .bind("operators", Operators.everybody())
                .property("listen.host", "0.0.0.0")
                .start();
        credentials = null;

        problem(404, "GET", "", null, "There is nothing at /caravan/dead-letters");
    }

    @Test
    void a_local_run_grants_everybody_access() throws Exception {
        backbone = Backbone.of(ROUTES)
                .routes(handler())
                .bind("operators", Operators.everybody())
                .start();
        credentials = null;

        get("", "/caravan/dead-letters");
        assertThat(event("/e-1").body()).contains("The ledger does not know the event e-1");
    }

    @Test
    void an_operator_who_may_see_dead_letters_may_look_up_an_event() throws Exception {
        start(ROUTES);
        fail("e-1");

        valid(event("/e-1"), 200, "get", "/caravan/events/{id}");
        JsonNode history = valid(event("?id=e-1"), 200, "get", "/caravan/events");

        assertThat(history.at("/subscribers/0/cause").toString()).contains("till is closed");
        assertThat(event("/nobody").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/e-1",
                "?id=e-1",
                "/nobody",
                "?id=",
                "/e-1?Authorization=Bearer%20a-token",
                "?id=e-1&Authorization=Bearer%20a-token"
            })
    void requests_without_valid_credentials_reveal_nothing_about_an_event(String path) throws Exception {
        start(ROUTES);
        fail("e-1");
        for (String wrong : new String[] {null, "Bearer", "Bearer another", "Basic " + base64("a:b")}) {
            credentials = wrong;

            HttpResponse<String> answer = event(path);

            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).doesNotContain("till is closed");
        }
    }

    @Test
    void a_wrong_request_is_answered_with_the_allowed_values() throws Exception {
        start(ROUTES);

        problem(404, "GET", "/shipping", null, "no route of this application uses a queue shipping");
        problem(404, "GET", "/billing/letters/nobody", null, "no dead letter of billing has the message id");
        problem(404, "GET", "/billing/tasks/nobody", null, "there is no task nobody");
        problem(400, "GET", "/billing?page=0", null, "page 0: must be from 1");
        problem(400, "GET", "/billing?size=many", null, "size many: must be a whole number");
        problem(400, "GET", "/billing?size=1001", null, "size 1001: must be from 1 to 1000");
        problem(400, "POST", "/billing/redrive", "{}", "which letters: must be all, or one or more of");
        problem(400, "POST", "/billing/redrive", "{\"all\":true,\"ids\":[\"x\"]}", "which letters: must be all");
        problem(400, "POST", "/billing/redrive", "{\"path\":\"$[?(\"}", "path $[?(: must be a JSONPath");
        problem(400, "POST", "/billing/redrive", "{\"all\":true,\"rate\":-1}", "rate -1: must be");
        problem(400, "POST", "/billing/redrive", "{\"all\":true,\"rate\":0.5}", "the body must be JSON");
        problem(400, "POST", "/billing/redrive", "{\"all\":true,\"rate\":99999999999}", "the body must be JSON");
        problem(400, "POST", "/billing/redrive", "{\"all\":true,\"rate\":\"fast\"}", "the body must be JSON");
        problem(400, "GET", "/billing?page=99999999999", null, "page 99999999999: must be a whole number");
        problem(400, "GET", "/billing?page=-1", null, "page -1: must be from 1");
        problem(400, "GET", "/billing?size=0", null, "size 0: must be from 1 to 1000");
        problem(400, "GET", "/billing?size=1e2", null, "size 1e2: must be a whole number");
        problem(400, "POST", "/billing/redrive", "{\"al\":true}", "al: is unknown; must be one of ");
        problem(400, "POST", "/billing/redrive", "{\"all\":", "the body must be JSON");
        problem(400, "POST", "/billing/redrive", "{\"all\":true}{\"dryRun\":true}", "the body must be JSON");
        problem(400, "POST", "/billing/redrive", "{\"all\":true} x", "the body must be JSON");
        problem(400, "POST", "/billing/redrive", "{\"dryRun\":true,\"dryRun\":false,\"all\":true}", "the body must");
        problem(400, "POST", "/billing/redrive", "", "the body must be JSON");
        problem(400, "POST", "/billing/redrive", "null", "the body must be a JSON object");
        problem(400, "POST", "/billing/letters/x/edit", "{}", "nothing to change");
        problem(400, "POST", "/billing/letters/x/edit", "{\"set\":[]}", "the body must be JSON");
        problem(405, "DELETE", "/billing/redrive", null, "takes POST");
        HttpResponse<String> text = http.send(
                request("/billing/redrive")
                        .setHeader("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{\"all\":true}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(text.statusCode()).isEqualTo(415);
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws Exception {
        start(ROUTES);

        problem(413, "POST", "/billing/redrive", "\"" + "x".repeat(10 * 1024 * 1024) + "\"", "must not be larger than");
    }

    @Test
    void while_aws_is_unavailable_requests_get_503_with_the_reason_and_when_to_ask_again() throws Exception {
        start(ROUTES);
        await().untilAsserted(() -> get("/billing", "/caravan/dead-letters/{queue}"));

        backbone.cloud().dynamoDb().faults().onEverything().refuse(400, "AccessDeniedException");
        problem(503, "GET", "/billing", null, "The ledger does not answer");
        backbone.cloud().dynamoDb().faults().clear();
        backbone.cloud().sqs().faults().on("GetQueueUrl").refuse(403, "AccessDenied");
        problem(503, "GET", "/billing", null, "SQS does not answer or refuses");
    }

    @Test
    void every_operation_is_described_by_the_openapi_document() throws Exception {
        start(ROUTES);
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
            }
        }

        List<String> served = new ArrayList<>();
        backbone.context().getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(PlatformHttpEndpoint.class::cast)
                .filter(endpoint ->
                        !Set.of("/caravan/openapi.json", "/caravan/console").contains(endpoint.getPath()))
                .forEach(endpoint -> served.add(endpoint.getHttpMethodRestrict() + " " + endpoint.getPath()));

        assertThat(served).containsExactlyInAnyOrderElementsOf(described);
    }

    private void start(String routes) {
        backbone = Backbone.of(routes)
                .routes(handler())
                .property("dead-letters.token", TOKEN)
                .start();
    }

    private RouteBuilder handler() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bill").errorHandler(noErrorHandler()).process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    if (failing.contains(body)) {
                        throw new IllegalStateException("till is closed");
                    }
                    handled.add(body);
                });
            }
        };
    }

    private void fail(String... events) {
        failing.addAll(List.of(events));
        await().untilAsserted(() -> assertThat(url("billing")).isNotNull());
        for (String event : events) {
            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(url("billing"))
                            .messageBody(event)
                            .messageAttributes(Map.of("ce_id", text(event))));
        }
        await().untilAsserted(() -> assertThat(count("billing-dead-letters")).isEqualTo(events.length));
        await().untilAsserted(() -> assertThat(count("billing")).isZero());
    }

    private void sendToGroup(String... events) {
        await().untilAsserted(() -> assertThat(url("history.fifo")).isNotNull());
        for (String event : events) {
            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(url("history.fifo"))
                            .messageBody(event)
                            .messageGroupId("order-1")
                            .messageDeduplicationId(event)
                            .messageAttributes(Map.of("ce_id", text(event))));
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private String url(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }

    private int count(String queue) {
        return backbone
                .aws()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url(queue))
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private JsonNode get(String path, String described) throws Exception {
        return result(send("GET", path, null), "get", described);
    }

    private JsonNode post(String path, String body, String described) throws Exception {
        return result(send("POST", path, body), "post", described);
    }

    /** The result of an operation, from its answer or from its task. */
    private JsonNode result(HttpResponse<String> answer, String method, String described) throws Exception {
        if (answer.statusCode() != 202) {
            return valid(answer, 200, method, described);
        }
        valid(answer, 202, method, described);
        String task = address(answer);
        JsonNode ended = ended(task);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("DONE");
        return described().valid(ended.path("result"), 200, method, described);
    }

    private JsonNode ended(String task) {
        return await().until(() -> now(task), now -> !now.path("state").asText().endsWith("ING"));
    }

    private JsonNode now(String task) throws Exception {
        return valid(send("GET", task, null), 200, "get", "/caravan/dead-letters/{queue}/tasks/{id}");
    }

    private static String address(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow().substring("/caravan/dead-letters".length());
    }

    private void problem(int status, String method, String path, String body, String detail) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        JsonNode problem =
                answer.statusCode() == 202 ? ended(address(answer)).path("problem") : json.readTree(answer.body());
        assertThat(problem.path("status").asInt())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(detail);
        if (answer.statusCode() != 202) {
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        }
        assertThat(answer.body()).doesNotContain("\\tat ");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return answer(request(path)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> event(String path) throws Exception {
        return answer(authorized("/caravan/events" + path).build());
    }

    private HttpResponse<String> answer(HttpRequest request) throws Exception {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.headers().allValues("Cache-Control"))
                .as("%s %s: %d", request.method(), request.uri(), answer.statusCode())
                .containsExactly("no-store");
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        return authorized("/caravan/dead-letters" + path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder authorized(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(backbone.http() + path));
        return credentials == null ? request : request.header("Authorization", credentials);
    }

    private JsonNode valid(HttpResponse<String> answer, int status, String method, String described) throws Exception {
        return described().valid(answer, status, method, described);
    }

    private OperatorClient described() {
        return new OperatorClient(backbone.http(), TOKEN);
    }

    private JsonNode document() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(backbone.http() + "/caravan/openapi.json"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        return json.readTree(answer.body());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
