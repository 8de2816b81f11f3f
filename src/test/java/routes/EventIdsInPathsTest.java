package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import console.Operators;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import process.Json;
import testing.Backbone;

/** An event with any id is found at the address that its publisher got, and under its id. */
class EventIdsInPathsTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[publish-orders].template-id = publish
                camel.route-template[publish-orders].from        = platform-http:/events/orders
                camel.route-template[publish-orders].topic       = orders
                """).bind("operators", Operators.everybody()).start();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".", "..", "...", ".hidden", "a/b", "/", "//", "/..", "../..", "a/../b", "a/./b", "%", "%2E", "%2F",
                "%25", "100%", "?", "a?id=b", "a b", " a", "+", "a+b", "#", "a#b", ";", "a;b", "&", "a=b", ":", "@",
                "{id}", "*", "~", "\\", "\"", "'", "é 注", "🙂", "id", "audit"
            })
    void an_event_is_found_by_its_location_and_by_its_id(String id) throws Exception {
        HttpResponse<String> accepted = publish(id);
        String location = accepted.headers().firstValue("Location").orElseThrow();

        await().untilAsserted(() -> assertThat(found(location)).isEqualTo(id));
        // As a client or a proxy that normalizes paths does.
        assertThat(found(URI.create(location).normalize().toString())).isEqualTo(id);
        assertThat(found("/caravan/events/" + encoded(id).replace(".", "%2E"))).isEqualTo(id);
        assertThat(found("/caravan/events/" + encoded(id))).isEqualTo(id);
        assertThat(found("/caravan/events?id=" + encoded(id))).isEqualTo(id);
    }

    @Test
    void the_id_in_the_path_takes_precedence_over_the_query() throws Exception {
        publish("in-the-path");
        publish("in-the-query");

        await().untilAsserted(() ->
                assertThat(found("/caravan/events/in-the-path?id=in-the-query")).isEqualTo("in-the-path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/caravan/events", "/caravan/events?id=", "/caravan/events?other=1"})
    void a_request_without_an_event_id_is_answered_with_the_expected_path(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The event's id is missing: GET /caravan/events/{id}");
    }

    private static HttpResponse<String> publish(String id) throws Exception {
        String event =
                Json.write(Map.of("specversion", "1.0", "id", id, "source", "/shop", "type", "OrderPlaced", "data", 1));
        HttpRequest request = HttpRequest.newBuilder(uri("/events/orders"))
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(event))
                .build();
        await().ignoreExceptions()
                .until(() -> HTTP.send(request, BodyHandlers.ofString()).statusCode() == 202);
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static String found(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        JsonNode history = Json.read(answer.body());
        return history.path("id").asText();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
        assertThat(answer.headers().allValues("Cache-Control")).as(path).containsExactly("no-store");
        return answer;
    }

    private static URI uri(String path) {
        return URI.create(backbone.http() + path);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
