package routes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import event.ReceivedEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import process.Json;
import publishing.Subscribed;
import testing.Backbone;

/** What a {@code publish} route makes of requests from other senders, including hostile ones. */
class WebhooksTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path files;

    private static Backbone backbone;
    private static Subscribed hooks;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                camel.route-template[by-header].template-id = publish
                camel.route-template[by-header].from        = platform-http:/by-header/{shop}
                camel.route-template[by-header].topic       = hooks
                camel.route-template[by-header].id          = ${header.X-Id}
                camel.route-template[by-header].type        = com.example.${header.X-Kind}
                camel.route-template[by-header].subject     = ${header.shop}
                camel.route-template[by-body].template-id   = publish
                camel.route-template[by-body].from          = platform-http:/by-body
                camel.route-template[by-body].topic         = hooks
                camel.route-template[by-body].id            = ${jsonpath($.id)}
                camel.route-template[by-time].template-id   = publish
                camel.route-template[by-time].from          = platform-http:/by-time
                camel.route-template[by-time].topic         = hooks
                camel.route-template[by-time].time          = ${jsonpath($.time)}
                camel.route-template[lenient].template-id   = publish
                camel.route-template[lenient].from          = platform-http:/lenient
                camel.route-template[lenient].topic         = hooks
                camel.route-template[lenient].type          = ${header.X-Kind} ?: 'unknown'
                camel.route-template[grouped].template-id   = publish
                camel.route-template[grouped].from          = platform-http:/grouped
                camel.route-template[grouped].topic         = grouped.fifo
                camel.route-template[grouped].group         = ${jsonpath($.customer)}
                camel.route-template[signed].template-id    = publish
                camel.route-template[signed].from           = platform-http:/signed
                camel.route-template[signed].topic          = hooks
                camel.route-template[signed].signature      = hmac-sha256
                camel.route-template[signed].signatureHeader = X-Example-Signature
                camel.route-template[asked].template-id     = publish
                camel.route-template[asked].from            = platform-http:/asked
                camel.route-template[asked].topic           = hooks
                camel.route-template[asked].challenge       = cloudevents, slack
                camel.route-template[limited].template-id   = publish
                camel.route-template[limited].from          = platform-http:/limited
                camel.route-template[limited].topic         = hooks
                camel.route-template[limited].challenge     = cloudevents
                camel.route-template[limited].limit         = 2/s
                camel.route-template[files].template-id     = publish
                camel.route-template[files].from            = file:%s
                camel.route-template[files].topic           = hooks
                camel.route-template[files].id              = ${file:name}-${file:size}
                camel.route-template[files].subject         = ${header.CamelFileNameOnly}
                webhooks.signed.secret = old-secret, new secret
                """.formatted(files));
        hooks = Subscribed.to("hooks", backbone.cloud());
        Subscribed.to("grouped.fifo", backbone.cloud());
        backbone.start();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @Test
    void attributes_are_taken_from_headers_and_from_the_path() throws Exception {
        assertThat(post("/by-header/berlin", "x", "X-Id", "7", "X-Kind", "Placed")
                        .statusCode())
                .isEqualTo(202);

        assertThat(hooks.events(1).get(0).headers())
                .containsEntry("ce-id", "7")
                .containsEntry("ce-type", "com.example.Placed")
                .containsEntry("ce-subject", "berlin");
    }

    @Test
    void a_header_that_is_missing_is_refused_by_name() throws Exception {
        assertRefused("type", post("/by-header/berlin", "x", "X-Id", "7"));
        assertRefused("id", post("/by-header/berlin", "x", "X-Kind", "Placed"));
        assertRefused("type", post("/by-header/berlin", "x", "X-Id", "7", "X-Kind", ""));
        assertRefused("type", post("/by-header/berlin", "x", "X-Id", "7", "X-Kind", " "));
    }

    @Test
    void a_duplicate_header_is_refused_by_name() throws Exception {
        HttpResponse<String> answer = post("/by-header/berlin", "x", "X-Id", "7", "X-Kind", "Placed", "X-Kind", "Paid");

        assertRefused("type", answer);
        assertThat(answer.body()).contains("header X-Kind is given more than once");
    }

    @Test
    void query_parameters_are_not_read_as_headers() throws Exception {
        assertRefused("type", post("/by-header/berlin?X-Kind=Placed", "x", "X-Id", "7"));
        assertThat(post("/by-header/berlin?X-Kind=Forged&shop=rome", "x", "X-Id", "q", "X-Kind", "Placed")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_default_after_the_elvis_operator_counts() throws Exception {
        assertThat(post("/lenient", "x").statusCode()).isEqualTo(202);
        assertThat(hooks.events(1).get(0).headers()).containsEntry("ce-type", "unknown");

        assertThat(post("/lenient", "x", "X-Kind", "known").statusCode()).isEqualTo(202);
        assertThat(hooks.events(1).get(0).headers()).containsEntry("ce-type", "known");
    }

    @Test
    void a_header_may_be_utf_8_and_no_other_encoding() throws Exception {
        assertThat(raw("POST /by-header/berlin HTTP/1.1\r\nX-Id: é注\r\nX-Kind: A\r\n", UTF_8.name()))
                .startsWith("HTTP/1.1 202");
        assertThat(hooks.events(1).get(0).id()).isEqualTo("é注");

        assertThat(raw("POST /by-header/berlin HTTP/1.1\r\nX-Id: é\r\nX-Kind: A\r\n", ISO_8859_1.name()))
                .startsWith("HTTP/1.1 400")
                .contains("\"field\":\"id\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{\"id\":\"a\"} | a",
                "{\"id\":7} | 7",
                "{\"id\":12345678901234567890123} | 12345678901234567890123",
                "{\"id\":1.10} | 1.10",
                "{\"id\":true} | true",
                "{\"id\":[\"one\"]} | one",
                "{\"id\":\"注 %41\"} | 注 %41"
            })
    void an_id_in_the_body_may_be_any_value(String body, String id) throws Exception {
        assertThat(post("/by-body", body).statusCode()).isEqualTo(202);

        ReceivedEvent event = hooks.events(1).get(0);
        assertThat(event.id()).isEqualTo(id);
        assertThat(event.headers()).containsEntry("ce-id", id);
        assertThat(event.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "null",
                "7",
                "[]",
                "[{\"id\":\"a\"}]",
                "{}",
                "{\"id\":null}",
                "{\"id\":\"\"}",
                "{\"id\":\" \"}",
                "{\"id\":{}}",
                "{\"id\":[]}",
                "{\"id\":[\"a\",\"b\"]}",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":\"a\"}{\"id\":\"b\"}",
                "{\"id\":\"a\\u0000\"}",
                "{\"id\":\"\\ud800\"}",
                "{\"id\":\"a\"",
            })
    void an_invalid_id_is_refused_with_a_reason(String body) throws Exception {
        assertRefused("id", post("/by-body", body));
    }

    @Test
    void json_that_is_too_deep_or_not_utf_8_is_refused() throws Exception {
        assertRefused("id", post("/by-body", "[".repeat(100_000)));
        assertRefused("id", post("/by-body", "{\"id\":\"a\",\"b\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}"));
        byte[] latin = "{\"id\":\"é\"}".getBytes(ISO_8859_1);
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(backbone.http().resolve("/by-body"))
                        .POST(BodyPublishers.ofByteArray(latin))
                        .build(),
                BodyHandlers.ofString());
        assertRefused("id", answer);
    }

    @Test
    void a_long_id_is_carried_and_one_beyond_sns_is_refused() throws Exception {
        String id = "x".repeat(64 * 1024);

        assertThat(post("/by-body", "{\"id\":\"%s\"}".formatted(id)).statusCode())
                .isEqualTo(202);
        assertThat(hooks.events(1).get(0).id()).isEqualTo(id);
        assertThat(post("/by-body", "{\"id\":\"%s\"}".formatted("x".repeat(200 * 1024)))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void a_file_has_attributes_too() throws Exception {
        Files.writeString(files.resolve("order 7.json"), "{}");

        assertThat(hooks.events(1).get(0).headers())
                .containsEntry("ce-id", "order 7.json-2")
                .containsEntry("ce-subject", "order 7.json");
    }

    @ParameterizedTest
    @CsvSource({
        "1686089970, 2023-06-06T22:19:30Z",
        "1686089970000, 2023-06-06T22:19:30Z",
        "'\"1355517523.000005\"', 2012-12-14T20:38:43.000005Z",
        "'\"2021-12-31T19:00:00-05:00\"', 2021-12-31T19:00:00-05:00"
    })
    void a_time_may_be_written_in_seconds(String given, String time) throws Exception {
        assertThat(post("/by-time", "{\"time\":%s}".formatted(given)).statusCode())
                .isEqualTo(202);

        assertThat(hooks.events(1).get(0).headers()).containsEntry("ce-time", time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "-1", "1e99", "99999999999999999999", "\"\\u0000\"", "true"})
    void a_malformed_time_is_refused(String given) throws Exception {
        assertRefused("time", post("/by-time", "{\"time\":%s}".formatted(given)));
    }

    @Test
    void a_group_may_be_in_a_json_body_or_in_a_form() throws Exception {
        assertThat(post("/grouped", "{\"customer\":7}").statusCode()).isEqualTo(202);
        assertThat(post("/grouped", "customer=7", "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(202);
        assertRefused("group", post("/grouped", "{\"customer\":null}"));
        assertRefused("body", post("/grouped", "customer=%FF", "Content-Type", "application/x-www-form-urlencoded"));
    }

    @Test
    void both_secrets_are_accepted_while_one_replaces_the_other() throws Exception {
        for (String secret : List.of("old-secret", "new secret")) {
            String signature = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex("é");
            assertThat(post("/signed", "é", "X-Example-Signature", signature).statusCode())
                    .isEqualTo(202);
        }
        hooks.events(2);
        String other = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, "old-secret, new secret").hmacHex("é");
        String right = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, "old-secret").hmacHex("é");

        HttpResponse<String> answer = post("/signed", "é", "X-Example-Signature", other);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(post("/signed", "é", "X-Signature", right).statusCode()).isEqualTo(401);
        assertThat(post("/signed?X-Example-Signature=" + right, "é").statusCode())
                .isEqualTo(401);
        assertThat(post("/signed", "é", "X-Example-Signature", right, "X-Example-Signature", right)
                        .statusCode())
                .isEqualTo(401);
        assertThat(hooks.isEmpty()).isTrue();
    }

    @Test
    void the_validation_of_a_cloudevents_webhook_is_answered() throws Exception {
        HttpResponse<String> free = options("/asked", "WebHook-Request-Origin", "eventemitter.example.com");
        HttpResponse<String> limited = options(
                "/limited", "WebHook-Request-Origin", "eventemitter.example.com", "WebHook-Request-Rate", "1000");

        assertThat(free.statusCode()).isEqualTo(200);
        assertThat(free.headers().firstValue("WebHook-Allowed-Origin")).contains("eventemitter.example.com");
        assertThat(free.headers().firstValue("WebHook-Allowed-Rate")).contains("*");
        assertThat(free.headers().firstValue("Allow")).contains("OPTIONS, POST");
        assertThat(limited.headers().firstValue("WebHook-Allowed-Rate")).contains("120");
        assertThat(hooks.isEmpty()).isTrue();
    }

    @Test
    void a_malformed_validation_request_allows_no_origin() throws Exception {
        HttpResponse<String> without = options("/asked", "X", "y");
        HttpResponse<String> twice =
                options("/asked", "WebHook-Request-Origin", "a.example", "WebHook-Request-Origin", "b.example");
        HttpResponse<String> odd = options("/asked", "WebHook-Request-Origin", "<script>");
        HttpResponse<String> off = options("/signed", "WebHook-Request-Origin", "eventemitter.example.com");

        assertThat(without.statusCode()).isEqualTo(204);
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(off.statusCode()).isEqualTo(405);
        assertThat(List.of(without, twice, odd, off))
                .allSatisfy(answer -> assertThat(answer.headers().firstValue("WebHook-Allowed-Origin"))
                        .isEmpty());
        assertThat(hooks.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"url_verification\"}",
                "{\"type\":\"url_verification\",\"challenge\":7}",
                "{\"type\":\"other\",\"challenge\":\"url_verification\"}",
                "[\"url_verification\"]",
                "url_verification"
            })
    void a_body_that_is_no_challenge_is_published_as_an_event(String body) throws Exception {
        assertThat(post("/asked", body).statusCode()).isEqualTo(202);

        assertThat(hooks.events(1).get(0).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "signature = gitlab | route wrong: signature = gitlab: must be one of github, stripe, slack, shopify, hmac-sha256",
                "signature = github | webhooks.wrong.secret: must be set, because route wrong checks signatures",
                "signatureHeader = X-Signature | route wrong: signatureHeader",
                "challenge = teams | route wrong: challenge = teams: must be slack or cloudevents",
                "challenge = slack, | route wrong: challenge",
                "form = field: | route wrong: form = field:: must be raw, fields, or field: and a name",
                "id = ${jsonpath($.[)} | route wrong: id = ${jsonpath($.[)}: must be a Simple expression",
                "time = ${nonsense} | route wrong: time = ${nonsense}: must be a Simple expression"
            })
    void a_mistake_in_a_webhook_stops_the_start(String line, String why) {
        try (Backbone wrong = Backbone.of("""
                camel.route-template[wrong].template-id = publish
                camel.route-template[wrong].from        = platform-http:/wrong
                camel.route-template[wrong].topic       = wrong
                camel.route-template[wrong].%s
                """.formatted(line))) {
            assertThatThrownBy(wrong::start).hasMessageContaining(why);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature = github", "challenge = slack"})
    void options_for_http_are_refused_for_other_endpoints(String line) {
        try (Backbone wrong = Backbone.of("""
                camel.route-template[wrong].template-id = publish
                camel.route-template[wrong].from        = direct:wrong
                camel.route-template[wrong].topic       = wrong
                camel.route-template[wrong].%s
                """.formatted(line))) {
            assertThatThrownBy(wrong::start).hasMessageContaining("must be left out, unless from is platform-http");
        }
    }

    @Test
    void a_server_beyond_loopback_may_publish_with_a_signature_alone() {
        try (Backbone open = Backbone.of("""
                camel.route-template[signed].template-id = publish
                camel.route-template[signed].from        = platform-http:/signed
                camel.route-template[signed].topic       = signed
                camel.route-template[signed].signature   = shopify
                webhooks.signed.secret = x
                """).property("listen.host", "0.0.0.0")) {
            open.start();

            assertThat(open.context().isStarted()).isTrue();
        }
    }

    private static HttpResponse<String> options(String path, String... headers) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(backbone.http().resolve(path))
                        .headers(headers)
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(backbone.http().resolve(path));
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers))
                        .POST(BodyPublishers.ofString(body, UTF_8))
                        .build(),
                BodyHandlers.ofString());
    }

    /** A request with bytes that no client sends. */
    private static String raw(String head, String charset) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), backbone.http().getPort())) {
            String request = head + "Host: 127.0.0.1\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
            socket.getOutputStream().write(request.getBytes(charset));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void assertRefused(String field, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode problem = Json.read(answer.body());
        assertThat(problem.path("field").asText()).as(answer.body()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).startsWith(field).hasSizeLessThan(600);
    }
}
