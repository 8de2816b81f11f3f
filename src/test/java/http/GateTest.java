package http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

/** The requests use plain sockets, because HTTP clients write a Host header of their own. */
class GateTest {
    private static final String PUBLISH = """
            camel.route-template[publish-orders].template-id = publish
            camel.route-template[publish-orders].from        = platform-http:/events/orders?httpMethodRestrict=POST
            camel.route-template[publish-orders].topic       = orders
            """;
    private static final String ORDERS = "POST /events/orders";

    /** An application that listens on loopback only. */
    private static Backbone here;

    /** An application that is configured to listen everywhere, but listens on loopback in this test. */
    private static Backbone everywhere;

    @BeforeAll
    static void start() {
        here = configured(Backbone.of(PUBLISH)).start();
        everywhere = configured(Backbone.beside(here, PUBLISH))
                .property("listen.host", "0.0.0.0")
                .property("camel.server.host", "127.0.0.1")
                .property("camel.management.host", "127.0.0.1")
                .start();
        for (Backbone backbone : List.of(here, everywhere)) {
            await().untilAsserted(() ->
                    assertThat(status(backbone, ORDERS, "Host: localhost", "x")).isEqualTo(202));
        }
    }

    private static Backbone configured(Backbone backbone) {
        return backbone.property("dead-letters.token", "a-token")
                .property("console.hosts", "events.example.com, [2001:db8::1],Other.example.com");
    }

    @AfterAll
    static void stop() {
        everywhere.close();
        here.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.0.0.1:1",
                "localhost",
                "LOCALHOST:80",
                "[::1]",
                "[::1]:8080",
                "events.example.com",
                "Events.Example.COM:443",
                "other.example.com",
                "[2001:db8::1]:8443"
            })
    void a_request_with_a_known_host_is_served(String host) throws Exception {
        for (Backbone backbone : List.of(here, everywhere)) {
            assertThat(status(backbone, "GET /caravan/dead-letters", "Host: " + host, ""))
                    .isEqualTo(401);
            assertThat(status(
                            backbone, "GET /caravan/events/nobody", "Authorization: Bearer a-token~Host: " + host, ""))
                    .isEqualTo(404);
            assertThat(status(backbone, "GET /caravan/openapi.json", "Host: " + host, ""))
                    .isEqualTo(200);
            assertThat(status(backbone, ORDERS, "Host: " + host, "x")).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:8080",
                "Host: localhost.evil.example",
                "Host: evil.example.com",
                "Host: xevents.example.com",
                "Host: 127.0.0.1.evil.example",
                "Host: 127.0.0.1@evil.example",
                "Host: evil.example@127.0.0.1",
                "Host: 127.0.0.2",
                "Host: [::2]",
                "Host: [::1].evil.example",
                "Host: ",
                "Host: :8080",
                "Host: *",
                "Host: localhost, evil.example",
                "Host: evil.example~Host: localhost",
                "Host: localhost~Host: evil.example",
                "Host: evil.example~X-Forwarded-Host: localhost~Forwarded: host=localhost",
                "X-Forwarded-Host: localhost"
            })
    void a_request_with_another_host_is_refused_and_has_no_effect(String headers) throws Exception {
        int published = published();
        for (String request : new String[] {
            "GET /caravan/dead-letters",
            "GET /caravan/dead-letters?Host=localhost",
            "GET /caravan/dead-letters/billing/letters",
            "POST /caravan/dead-letters/billing/redrive",
            "DELETE /caravan/dead-letters/billing/tasks/1",
            "GET /caravan/events/e-1",
            "GET /caravan/events?id=e-1",
            "GET /caravan/events/..",
            "GET /caravan/openapi.json",
            "HEAD /caravan/openapi.json",
            "OPTIONS /caravan/dead-letters",
            "GET /caravan",
            "GET /caravan/nothing",
            "GET /nothing/../caravan/dead-letters",
            "GET /%63aravan/dead-letters"
        }) {
            for (Backbone backbone : List.of(here, everywhere)) {
                String answer = call(backbone, request, "Authorization: Bearer a-token~" + headers, "");
                assertRefused(request, answer);
            }
        }
        assertRefused(ORDERS, call(here, ORDERS, headers, "x"));
        assertRefused("GET /nothing", call(here, "GET /nothing", headers, ""));
        assertThat(published()).isEqualTo(published);
    }

    /** A gateway in front of the server may call it by any name. */
    @Test
    void publishers_may_use_any_name_of_a_server_that_listens_beyond_loopback() throws Exception {
        assertThat(status(everywhere, ORDERS, "Host: evil.example", "x")).isEqualTo(202);
        assertThat(status(everywhere, "GET /caravan/dead-letters", "Host: 0.0.0.0:8080", ""))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Type: application/json                                                        | 404
            Content-Type: application/json; charset=utf-8                                         | 404
            Content-Type: application/json~Sec-Fetch-Site: same-origin                            | 404
            Content-Type: application/json~Sec-Fetch-Site: same-origin~Origin: https://a.example  | 404
            Content-Type: application/json~Origin: http://localhost:8080                          | 404
            Content-Type: application/json~Origin: https://LOCALHOST:8080                         | 404
            Content-Type: application/json~Sec-Fetch-Site: cross-site                             | 403
            Content-Type: application/json~Sec-Fetch-Site: same-site                              | 403
            Content-Type: application/json~Sec-Fetch-Site: none                                   | 403
            Content-Type: application/json~Sec-Fetch-Site: cross-site~Origin: http://localhost:8080 | 403
            Content-Type: application/json~Sec-Fetch-Site: same-origin~Sec-Fetch-Site: cross-site | 403
            Content-Type: application/json~Origin: http://evil.example                            | 403
            Content-Type: application/json~Origin: http://localhost                               | 403
            Content-Type: application/json~Origin: http://localhost:9090                          | 403
            Content-Type: application/json~Origin: http://127.0.0.1:8080                          | 403
            Content-Type: application/json~Origin: null                                           | 403
            Content-Type: application/json~Origin: http://localhost:8080.evil.example             | 403
            Content-Type: application/json~Origin: http://localhost:8080~Origin: http://a.example | 403
            Content-Type: text/plain                                                              | 415
            Content-Type: application/x-www-form-urlencoded                                       | 415
            Content-Type: multipart/form-data; boundary=application/json                          | 415
            Content-Type: text/plain; application/json                                            | 415
            Content-Type: application/json~Content-Type: text/plain                               | 415
            X-Nothing: no type                                                                    | 415
            """)
    void a_request_that_changes_something_must_be_json_from_the_same_origin(String headers, int status)
            throws Exception {
        for (String request : new String[] {
            "POST /caravan/dead-letters/shipping/redrive",
            "POST /caravan/dead-letters/shipping/redrive?Origin=http://localhost:8080&Sec-Fetch-Site=same-origin",
            "DELETE /caravan/dead-letters/shipping/tasks/1",
            "PUT /caravan/nothing",
            "PATCH /caravan/nothing"
        }) {
            String answer = call(
                    here,
                    request,
                    "Host: localhost:8080~Authorization: Bearer a-token~" + headers,
                    "{\"all\":true,\"dryRun\":true}");
            assertThat(answer).as(request).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void an_unreadable_path_does_not_bypass_the_gate() throws Exception {
        for (String path : new String[] {"/caravan/events/%zz", "/%zz/../caravan/openapi.json", "/%zz", "*"}) {
            String answer = call(here, "GET " + path, "Host: evil.example~Authorization: Bearer a-token", "");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (400|403|404) .*");
        }
    }

    @Test
    void a_request_without_a_body_needs_no_content_type_and_a_read_no_origin() throws Exception {
        String operator = "Host: localhost:8080~Authorization: Bearer a-token";

        assertThat(status(here, "DELETE /caravan/dead-letters/shipping/tasks/1", operator, ""))
                .isEqualTo(404);
        assertThat(status(here, "GET /caravan/openapi.json", operator + "~Sec-Fetch-Site: none", ""))
                .isEqualTo(200);
        assertThat(status(here, "GET /caravan/openapi.json", operator + "~Origin: http://evil.example", ""))
                .isEqualTo(200);
    }

    @Test
    void a_path_is_guarded_in_its_raw_and_in_its_normalized_form() throws Exception {
        for (String path : List.of("/caravan/../events/orders", "/events/../caravan/openapi.json", "/caravan")) {
            assertThat(status(everywhere, "GET " + path, "Host: evil.example", ""))
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void a_body_without_a_content_length_counts_as_a_body() throws Exception {
        String chunked = "Host: localhost:8080~Authorization: Bearer a-token~Transfer-Encoding: chunked";

        assertThat(status(here, "DELETE /caravan/dead-letters/shipping/tasks/1", chunked, "0\r\n\r\n"))
                .isEqualTo(415);
    }

    @Test
    void a_body_of_http_2_needs_a_content_type_too() throws Exception {
        assertThat(statusOfHttp2(
                        HttpMethod.DELETE, "/caravan/dead-letters/shipping/tasks/1", "localhost", "text/plain"))
                .isEqualTo(415);
        assertThat(statusOfHttp2(
                        HttpMethod.DELETE, "/caravan/dead-letters/shipping/tasks/1", "localhost", "application/json"))
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "evil.example, 403"})
    void the_authority_of_http_2_counts_as_the_host(String authority, int status) throws Exception {
        assertThat(statusOfHttp2(HttpMethod.GET, "/caravan/openapi.json", authority, "application/json"))
                .isEqualTo(status);
    }

    private static int statusOfHttp2(HttpMethod method, String path, String authority, String type) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Future<Integer> answered = vertx.createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false))
                    .request(new RequestOptions()
                            .setMethod(method)
                            .setServer(
                                    SocketAddress.inetSocketAddress(here.http().getPort(), "127.0.0.1"))
                            .setHost(authority)
                            .putHeader("Authorization", "Bearer a-token")
                            .putHeader("Content-Type", type)
                            .setURI(path))
                    .compose(HttpClientRequest::send)
                    .map(HttpClientResponse::statusCode);
            return answered.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "https://events.example.com", "events.example.com:443", "a.example,,b.example", "a b", "::1"
            })
    void an_invalid_host_is_refused_at_the_start(String hosts) {
        try (Backbone backbone = Backbone.beside(here, PUBLISH).property("console.hosts", hosts)) {
            Exception refusal = catchException(backbone::start);

            assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes())
                    .containsExactly("console.hosts = " + hosts
                            + ": must be hosts without ports, separated by commas, such as events.example.com");
        }
    }

    private static int published() {
        return here.cloud().sns().count("Publish") + here.cloud().sns().count("PublishBatch");
    }

    /** The server itself refuses a malformed Host header. */
    private static void assertRefused(String request, String answer) {
        assertThat(answer).as(request).matches("(?s)HTTP/1.1 (403|400) .*").contains("application/problem+json");
        if (answer.startsWith("HTTP/1.1 403")) {
            assertThat(answer).as(request).contains(request.startsWith("HEAD") ? "" : "console.hosts");
            assertThat(answer.contains("Cache-Control: no-store")).as(request).isEqualTo(request.contains("aravan"));
        }
    }

    private static int status(Backbone backbone, String request, String headers, String body) throws IOException {
        return Integer.parseInt(call(backbone, request, headers, body).split(" ", 3)[1]);
    }

    private static String call(Backbone backbone, String request, String headers, String body) throws IOException {
        String head = request + " HTTP/1.1\r\n" + headers.replace("~", "\r\n") + "\r\nConnection: close\r\n";
        boolean told = body.isEmpty() || headers.contains("Transfer-Encoding");
        String length = told ? "" : "Content-Length: " + body.length() + "\r\n";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), backbone.http().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + length + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
