package console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import http.Operator;
import http.Right;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

class SessionTest {
    private static final String ROUTES = """
            camel.route-template[publish-orders].template-id = publish
            camel.route-template[publish-orders].from        = platform-http:/events/orders
            camel.route-template[publish-orders].topic       = orders
            """;
    private static final String ANA = "{\"token\":\"an-act-token\",\"name\":\"ana\"}";

    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = configured(Backbone.of(ROUTES)).start();
    }

    private static Backbone configured(Backbone backbone) {
        return backbone.property("console.act.token", "an-act-token")
                .property("dead-letters.user", "ann")
                .property("dead-letters.password", "ä secret")
                .property("console.environment", "production");
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    private static Visitor visitor() {
        return Visitor.of(backbone);
    }

    @Test
    void a_token_and_a_name_sign_in_for_eight_hours() throws Exception {
        HttpResponse<String> answer = visitor().post("/session", ANA);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Visitor.json(answer).toString()).isEqualTo("""
                {"application":"caravan","name":"ana","right":"act","rights":["look","read","act"],"local":false,\
                "signedIn":true,"environment":"production"}""");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("caravan_session=[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43};"
                        + " Path=/caravan; Max-Age=28800; HttpOnly; SameSite=Strict");
        assertThat(visitor().with("Cookie", Visitor.cookie(answer)).json("/me")).isEqualTo(Visitor.json(answer));
    }

    @Test
    void a_user_and_a_password_sign_in_as_that_user() throws Exception {
        JsonNode me = visitor()
                .signedIn("{\"user\":\"ann\",\"password\":\"ä secret\"}")
                .json("/me");

        assertThat(me.path("name").asText()).isEqualTo("ann");
        assertThat(me.path("right").asText()).isEqualTo("all");
    }

    @Test
    void a_program_needs_no_session() throws Exception {
        JsonNode me = visitor().bearer("an-act-token").json("/me");

        assertThat(me.path("name").asText()).isEqualTo("token");
        assertThat(me.path("signedIn").asBoolean()).isFalse();
    }

    @Test
    void the_cookie_is_sent_by_tls_only_unless_the_host_is_loopback() throws Exception {
        try (Backbone named = configured(Backbone.beside(backbone, ROUTES))
                .property("console.hosts", "events.example.com")
                .start()) {
            String answer = Visitor.of(named)
                    .raw("POST /caravan/session HTTP/1.1\r\nHost: events.example.com\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + ANA.length() + "\r\n\r\n" + ANA);

            assertThat(answer).startsWith("HTTP/1.1 200").contains("; HttpOnly; SameSite=Strict; Secure\r\n");
        }
    }

    @Test
    void a_sign_out_removes_the_cookie() throws Exception {
        HttpResponse<String> answer = visitor().signedIn(ANA).send("DELETE", "/session", null);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .containsExactly("caravan_session=; Path=/caravan; Max-Age=0; HttpOnly; SameSite=Strict");
    }

    @Test
    void a_modified_cookie_is_refused() throws Exception {
        String cookie = Visitor.cookie(visitor().post("/session", ANA));
        String content = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf('.'));
        String mac = cookie.substring(cookie.indexOf('.') + 1);
        String more = new String(Base64.getUrlDecoder().decode(content), UTF_8).replace("ACT", "ALL");
        String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(more.getBytes(UTF_8));
        assertThat(forged).isNotEqualTo(content);

        for (String value : List.of(
                forged + "." + mac,
                content + "." + (mac.startsWith("A") ? "B" : "A") + mac.substring(1),
                content + "." + mac.substring(1),
                content + "." + mac + ".x",
                content + ".",
                "." + mac,
                content,
                "",
                "..",
                "%00",
                "<img src=x onerror=alert(1)>")) {
            assertThat(visitor()
                            .with("Cookie", "caravan_session=" + value)
                            .get("/me")
                            .statusCode())
                    .as(value)
                    .isEqualTo(401);
        }
    }

    @Test
    void two_session_cookies_in_one_request_are_refused() throws Exception {
        String cookie = Visitor.cookie(visitor().post("/session", ANA));

        for (Visitor two : List.of(
                visitor().with("Cookie", cookie + "; " + cookie),
                visitor().with("Cookie", cookie + "; caravan_session=another"),
                visitor().with("Cookie", "caravan_session=; " + cookie),
                visitor().with("Cookie", cookie).with("Cookie", cookie))) {
            assertThat(two.get("/me").statusCode()).isEqualTo(401);
        }
        assertThat(visitor()
                        .with("Cookie", "other=1; " + cookie + "; xcaravan_session=2")
                        .get("/me")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_session_ends_after_eight_hours() throws Exception {
        Operator ana = new Operator("ana", Right.ACT, true);
        Credentials credentials = Credentials.configured(backbone.context()).orElseThrow();
        Duration justBefore = SessionCookie.VALID.minusMinutes(1);

        assertThat(me(new SessionCookie(credentials, "caravan", ago(justBefore)).value(ana)))
                .isEqualTo(200);
        assertThat(me(new SessionCookie(credentials, "caravan", ago(SessionCookie.VALID)).value(ana)))
                .isEqualTo(401);
        assertThat(me(new SessionCookie(credentials, "another", Clock.systemUTC()).value(ana)))
                .isEqualTo(401);
    }

    private static int me(String cookie) throws Exception {
        return visitor().with("Cookie", "caravan_session=" + cookie).get("/me").statusCode();
    }

    private static Clock ago(Duration time) {
        return Clock.offset(Clock.systemUTC(), time.negated());
    }

    @Test
    void a_cookie_is_accepted_by_every_process_with_the_same_secret_and_by_no_other() throws Exception {
        String cookie = Visitor.cookie(visitor().post("/session", ANA));

        try (Backbone same = configured(Backbone.beside(backbone, ROUTES)).start();
                Backbone other = configured(Backbone.beside(backbone, ROUTES))
                        .property("dead-letters.password", "changed")
                        .start()) {
            assertThat(Visitor.of(same)
                            .with("Cookie", cookie)
                            .json("/me")
                            .path("name")
                            .asText())
                    .isEqualTo("ana");
            assertThat(Visitor.of(other).with("Cookie", cookie).get("/me").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void a_change_with_a_session_must_come_from_a_page_of_the_console() throws Exception {
        Visitor ana = visitor().with("Cookie", Visitor.cookie(visitor().post("/session", ANA)));
        String path = "/dead-letters/none/release";

        HttpResponse<String> unnamed = ana.post(path, "{\"group\":\"g\"}");
        assertThat(unnamed.statusCode()).isEqualTo(403);
        assertThat(unnamed.body()).contains("A change with a session needs the header Origin");
        assertThat(ana.post(path + "?Origin=" + backbone.http(), "{\"group\":\"g\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ana.with("Origin", "http://evil.example")
                        .post(path, "{\"group\":\"g\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ana.with("Sec-Fetch-Site", "same-site")
                        .fromItsPage()
                        .post(path, "{\"group\":\"g\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ana.fromItsPage().post(path, "{\"group\":\"g\"}").statusCode())
                .isEqualTo(404);
        assertThat(ana.with("Sec-Fetch-Site", "same-origin")
                        .post(path, "{\"group\":\"g\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(visitor()
                        .bearer("an-act-token")
                        .post(path, "{\"group\":\"g\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_wrong_authorization_header_is_refused_despite_a_valid_session() throws Exception {
        assertThat(visitor().signedIn(ANA).bearer("another").get("/me").statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "an-act-token",
                "{\"token\":\"an-act-token\"",
                "{\"name\":\"ana\"}",
                "{\"user\":\"ann\"}",
                "{\"password\":\"an-act-token\"}",
                "{\"user\":\"ann\",\"password\":\"an-act-token\",\"name\":\"ana\"}",
                "{\"token\":\"an-act-token\",\"user\":\"ann\"}",
                "{\"token\":\"an-act-token\",\"right\":\"all\"}",
                "{\"token\":\"an-act-token\",\"token\":\"an-act-token\"}",
                "{\"token\":[\"an-act-token\"]}",
                "{\"token\":\"an-act-token\",\"name\":\"\"}",
                "{\"token\":\"an-act-token\",\"name\":\"a b\"}",
                "{\"token\":\"an-act-token\",\"name\":\"a\\nb\"}",
                "{\"token\":\"an-act-token\",\"name\":\"ann\"}",
                "{\"token\":\"an-act-token\",\"name\":\"ana (all)\"}",
                "{\"token\":\"an-act-token\",\"name\":\"<img src=x onerror=alert(1)>\"}",
                "{\"token\":\"an-act-token\",\"name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"
            })
    void a_malformed_sign_in_is_refused_without_repeating_a_secret(String body) throws Exception {
        HttpResponse<String> answer = visitor().post("/session", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("an-act-token");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void after_five_wrong_attempts_sign_ins_of_that_network_are_refused_for_a_while() throws Exception {
        try (Backbone other = configured(Backbone.beside(backbone, ROUTES)).start()) {
            Visitor visitor = Visitor.of(other);
            for (int attempt = 0; attempt < 8; attempt++) {
                assertThat(visitor.post("/session", ANA).statusCode()).isEqualTo(200);
            }
            for (String wrong : List.of(
                    "{\"token\":\"wrong\"}",
                    "{\"token\":\"AN-ACT-TOKEN\"}",
                    "{\"token\":\"\"}",
                    "{\"user\":\"ann\",\"password\":\"an-act-token\"}",
                    "{\"user\":\"bob\",\"password\":\"ä secret\"}")) {
                HttpResponse<String> answer = visitor.post("/session", wrong);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
                assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
            }

            HttpResponse<String> refused = visitor.post("/session", ANA);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(visitor.bearer("an-act-token").get("/me").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void in_a_local_run_every_operator_is_named_local_and_needs_no_session() throws Exception {
        try (Backbone local = configured(Backbone.beside(backbone, ROUTES))
                .bind("operators", Operators.everybody())
                .start()) {
            Visitor visitor = Visitor.of(local);

            assertThat(visitor.json("/me").toString()).isEqualTo("""
                    {"application":"caravan","name":"local","right":"all","rights":["look","read","act","all"],\
                    "local":true,"signedIn":false,"environment":"production"}""");
            HttpResponse<String> answer = visitor.post("/session", "{\"token\":\"whatever\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void nothing_is_served_if_nothing_is_configured() throws Exception {
        try (Backbone nobody = Backbone.beside(backbone, ROUTES).start()) {
            Visitor visitor = Visitor.of(nobody);
            for (String path : List.of("/me", "/console", "/console/index.html", "/openapi.json", "/dead-letters")) {
                assertThat(visitor.get(path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(visitor.post("/session", ANA).statusCode()).isEqualTo(404);
        }
    }
}
