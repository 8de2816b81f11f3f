package console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.StreamSupport;
import testing.Backbone;
import testing.OperatorClient;

/** A viewer of an application over HTTP, which checks each answer against {@code openapi.json}. */
final class Viewer {
    static final String TOKEN = "a-token";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Backbone backbone;

    Viewer(Backbone backbone) {
        this.backbone = backbone;
    }

    JsonNode now() throws Exception {
        return valid(send("GET", "/now", null), "/caravan/now", "get");
    }

    /** The entry of a route in {@code now}. */
    JsonNode now(String route) throws Exception {
        return entry(now().path("routes"), "id", route);
    }

    /** The entry of a queue in {@code now}. */
    JsonNode queue(String queue) throws Exception {
        return entry(now().path("queues"), "name", queue);
    }

    JsonNode topology() throws Exception {
        return valid(send("GET", "/topology", null), "/caravan/topology", "get");
    }

    JsonNode route(String id) throws Exception {
        return valid(send("GET", "/routes/" + id, null), "/caravan/routes/{id}", "get");
    }

    JsonNode deliveries() throws Exception {
        return valid(send("GET", "/deliveries", null), "/caravan/deliveries", "get");
    }

    JsonNode pause(String route, String body) throws Exception {
        return valid(send("POST", "/routes/" + route + "/pause", body), "/caravan/routes/{id}/pause", "post");
    }

    JsonNode resume(String route, String body) throws Exception {
        return valid(send("POST", "/routes/" + route + "/resume", body), "/caravan/routes/{id}/resume", "post");
    }

    /** The detail of a problem with this status. */
    String problem(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return json.readTree(answer.body()).path("detail").asText();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(backbone.http() + "/caravan" + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static JsonNode entry(JsonNode list, String key, String value) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(entry -> entry.path(key).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + value + " in " + list));
    }

    private JsonNode valid(HttpResponse<String> answer, String path, String method) throws Exception {
        return new OperatorClient(backbone.http(), TOKEN).valid(answer, 200, method, path);
    }
}
