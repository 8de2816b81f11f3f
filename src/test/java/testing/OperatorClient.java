package testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** An operator's client of the paths under {@code /caravan}, which checks each answer against openapi.json. */
public final class OperatorClient {
    private static final String CARAVAN = "/caravan";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String server;
    private final String token;

    /** @param server such as {@code http://127.0.0.1:8080} */
    public OperatorClient(URI server, String token) {
        this.server = server.toString();
        this.token = token;
    }

    /** The result of a GET, from its answer or from its task; {@code described} is its path in the document. */
    public JsonNode get(String path, String described) throws Exception {
        return result(send("GET", path, null), "get", described);
    }

    /** The result of a POST, from its answer or from its task. */
    public JsonNode post(String path, String body, String described) throws Exception {
        return result(send("POST", path, body), "post", described);
    }

    /** Sends a request unchanged; the path begins after {@code /caravan}. */
    public HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + CARAVAN + path))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The task that an answer names; empty if there is none. */
    public Optional<String> task(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").map(path -> path.substring(CARAVAN.length()));
    }

    /** Waits for a task to end, and returns it. */
    public JsonNode ended(String task) {
        return await().until(() -> now(task), now -> !now.path("state").asText().endsWith("ING"));
    }

    private JsonNode now(String task) throws Exception {
        return valid(send("GET", task, null), 200, "get", "/caravan/dead-letters/{queue}/tasks/{id}");
    }

    private JsonNode result(HttpResponse<String> answer, String method, String described) throws Exception {
        if (answer.statusCode() != 202) {
            return valid(answer, 200, method, described);
        }
        valid(answer, 202, method, described);
        JsonNode ended = ended(task(answer).orElseThrow());
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("DONE");
        return valid(ended.path("result"), 200, method, described);
    }

    /** The body of an answer, after a check of its status and body against the document. */
    public JsonNode valid(HttpResponse<String> answer, int status, String method, String described) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return valid(json.readTree(answer.body()), status, method, described);
    }

    /** The body of an answer, after a check against the document. */
    public JsonNode valid(JsonNode body, int status, String method, String described) throws Exception {
        String pointer = pointer(described, method, status);
        assertThat(document().at(pointer).isMissingNode()).as(pointer).isFalse();
        assertThat(schema(pointer).validate(body)).as(body.toString()).isEmpty();
        return body;
    }

    private static String pointer(String described, String method, int status) {
        return "/paths/%s/%s/responses/%d/content/application~1json/schema"
                .formatted(described.replace("/", "~1"), method, status);
    }

    /** A part of the document as a schema, with the document's components. */
    private Schema schema(String pointer) throws Exception {
        JsonNode root = document();
        ObjectNode schema = json.createObjectNode();
        schema.put("$ref", root.at(pointer).path("$ref").asText("#" + pointer));
        schema.set("components", root.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    private JsonNode document() throws IOException, InterruptedException {
        return json.readTree(http.send(
                        HttpRequest.newBuilder(URI.create(server + CARAVAN + "/openapi.json"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
