package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import inbox.InboxClient.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;
import topology.Inbox;

/** Who may connect to an inbox, and the answers to requests that are refused. */
class EntranceTest {
    private static final String ANA = ClientTokens.by(InboxesForTests.SECRET).of("ana");

    private static Backbone backbone;
    private static InboxesForTests app;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                        camel.route-template[app].template-id = inbox
                        camel.route-template[app].inbox       = app
                        camel.route-template[app].secret      = {{inbox.secret}}
                        camel.route-template[app].origins     = https://shop.example, https://app.example:8443
                        camel.route-template[few].template-id = inbox
                        camel.route-template[few].inbox       = few
                        camel.route-template[few].path        = /few/{client}
                        camel.route-template[few].secret      = {{inbox.secret}}
                        camel.route-template[few].maxClients  = 2
                        camel.route-template[few].pingInterval = 50s
                        """)
                .property("inbox.secret", InboxesForTests.SECRET + ", the one of last year")
                .start();
        await().until(() -> Stream.of("app", "few")
                .allMatch(route -> backbone.context()
                        .getRouteController()
                        .getRouteStatus(route)
                        .isStarted()));
        app = new InboxesForTests(backbone, new Inbox("app"), "/inbox/").with("ana");
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none                 |                       |                               | 401
            unknown client       | bob                   |                               | 401
            no client's name     | a%20b                 |                               | 401
            another's            |                       | Bearer bob                    | 401
            not hexadecimal      |                       | Bearer no-token               | 401
            empty                |                       | Bearer                        | 401
            by name and password |                       | Basic YW5hOmFuYQ==            | 401
            right                |                       | Bearer ana                    | 101
            right, in capitals   |                       | bearer ANA                    | 101
            of an older secret   |                       | Bearer old                    | 101
            of a wrong secret    |                       | Bearer wrong                  | 401
            """)
    void a_client_needs_the_token_of_its_name(String what, String client, String credentials, int status)
            throws Exception {
        Request request = app.at(client == null ? "ana" : client);
        if (credentials != null) {
            request.header(
                    "Authorization",
                    credentials
                            .replace("ANA", ANA.toUpperCase(Locale.ROOT))
                            .replace(" ana", " " + ANA)
                            .replace(
                                    " bob",
                                    " "
                                            + ClientTokens.by(InboxesForTests.SECRET)
                                                    .of("bob"))
                            .replace(
                                    "old",
                                    ClientTokens.by("the one of last year").of("ana"))
                            .replace(
                                    "wrong",
                                    ClientTokens.by("a secret of somebody else").of("ana")));
        }

        assertThat(status(request)).as(what).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cloudevents.json | TOKEN                        | 101
            TOKEN            | cloudevents.json             | 101
            cloudevents.json | caravan.token.0123           | 401
            cloudevents.json | TOKEN,caravan.token.0123     | 401
            TOKEN            |                              | 400
            """)
    void a_browser_may_send_its_token_as_a_subprotocol(String first, String others, int status) {
        String token = "caravan.token." + ANA;
        String[] more =
                others == null ? new String[0] : others.replace("TOKEN", token).split(",", -1);

        assertThat(status(app.at("ana").protocols(first.replace("TOKEN", token), more)))
                .isEqualTo(status);
    }

    @Test
    void a_token_in_the_url_is_ignored() {
        Request request = new Request(URI.create(app.address("ana") + "?Authorization=Bearer%20" + ANA));

        assertThat(status(request)).isEqualTo(401);
    }

    @Test
    void a_client_without_a_subprotocol_is_admitted() {
        assertThat(status(app.as("ana").protocols(null))).isEqualTo(101);
    }

    @Test
    void a_client_of_another_subprotocol_is_refused() {
        assertThat(status(app.as("ana").protocols("cloudevents.avro"))).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://shop.example      | 101
            https://app.example:8443  | 101
            HERE                      | 101
            https://evil.example      | 403
            http://shop.example       | 403
            https://shop.example:444  | 403
            https://shop.example.evil | 403
            null                      | 403
            http://127.0.0.1:1        | 403
            """)
    void a_web_page_must_be_of_an_allowed_origin(String origin, int status) {
        Request request = app.as("ana")
                .header("Origin", origin.replace("HERE", backbone.http().toString()));

        assertThat(status(request)).isEqualTo(status);
    }

    @Test
    void no_more_clients_than_the_maximum_are_admitted() throws Exception {
        InboxesForTests few = new InboxesForTests(backbone, new Inbox("few"), "/few/").with("one", "two", "ana");
        try (InboxClient one = few.as("one").connect();
                InboxClient two = few.as("two").connect()) {
            assertThat(status(few.as("ana"))).isEqualTo(503);
            await().until(() ->
                    ConnectedClients.of(backbone.context()).find("few", "two").isPresent());
            assertThat(status(few.as("two"))).as("takes over from itself").isEqualTo(101);
            assertThat(two.end()).startsWith("4000");
            assertThat(one.isOpen()).isTrue();
        }
        await().until(() -> status(few.as("ana")) == 101);
    }

    @Test
    void a_request_without_a_websocket_upgrade_gets_426() throws Exception {
        HttpResponse<String> plain = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(backbone.http() + "/inbox/ana"))
                                .header("Authorization", "Bearer " + ANA)
                                .build(),
                        BodyHandlers.ofString());

        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.headers().firstValue("Upgrade")).contains("websocket");
        assertThat(plain.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void a_post_to_an_inbox_gets_405() throws Exception {
        HttpResponse<String> posted = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(backbone.http() + "/inbox/ana"))
                                .header("Authorization", "Bearer " + ANA)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(posted.statusCode()).isEqualTo(405);
    }

    @Test
    void while_the_route_is_stopped_a_client_gets_503_with_retry_after() throws Exception {
        backbone.context().getRouteController().stopRoute("app");
        try {
            assertThat(refusal(app.as("ana"))).hasValueSatisfying(refused -> {
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            });
        } finally {
            backbone.context().getRouteController().startRoute("app");
        }
        await().until(() -> status(app.as("ana")) == 101);
    }

    @Test
    void the_response_does_not_reveal_whether_a_client_exists() throws Exception {
        assertThat(body("ana")).isEqualTo(body("nobody")).doesNotContain("ana");
    }

    private static String body(String client) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(backbone.http() + "/inbox/" + client))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** The status of the handshake. A client that is admitted disconnects again. */
    private static int status(Request request) {
        return refusal(request).map(HttpResponse::statusCode).orElse(101);
    }

    /** The response to a request that did not become a WebSocket. */
    private static Optional<HttpResponse<?>> refusal(Request request) {
        Throwable refusal = catchThrowable(() -> {
            try (InboxClient client = request.connect()) {
                assertThat(client.errors()).isEmpty();
            }
        });
        if (refusal == null) {
            return Optional.empty();
        }
        assertThat(refusal).hasCauseInstanceOf(WebSocketHandshakeException.class);
        return Optional.of(((WebSocketHandshakeException) refusal.getCause()).getResponse());
    }
}
