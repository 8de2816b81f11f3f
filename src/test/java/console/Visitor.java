package console;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import testing.Backbone;

/** A client of an application's paths under {@code /caravan}, with any headers. */
final class Visitor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI at;
    private final List<String> headers;

    private Visitor(URI at, List<String> headers) {
        this.at = at;
        this.headers = headers;
    }

    static Visitor of(Backbone backbone) {
        return new Visitor(backbone.http(), List.of());
    }

    Visitor with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.addAll(List.of(name, value));
        return new Visitor(at, more);
    }

    Visitor bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** This visitor with the session cookie from a sign-in, as a page of the console sends it. */
    Visitor signedIn(String body) throws IOException, InterruptedException {
        return with("Cookie", cookie(send("POST", "/session", body))).fromItsPage();
    }

    static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    Visitor fromItsPage() {
        return with("Origin", "http://" + at.getAuthority());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    /** The bytes of an answer, before they are decoded. */
    byte[] bytes(String path) throws IOException, InterruptedException {
        return HTTP.send(request("GET", path, null), BodyHandlers.ofByteArray()).body();
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return HTTP.send(request(method, path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at + "/caravan" + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request.build();
    }

    /** Sends a request that no HTTP client would send, as raw bytes, and reads the whole answer. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The answer of an operation that ends at once. On a busy machine, it may take several requests. */
    HttpResponse<String> settled(String path) {
        return await().until(() -> get(path), answer -> answer.statusCode() != 202 && answer.statusCode() != 409);
    }

    JsonNode json(String path) throws IOException {
        return json(settled(path));
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}
