package console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import http.Right;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;

/** Each operation with every right: the server refuses what is not allowed, whatever a page shows. */
class RightsTest {
    private static final String ROUTES = """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = mock:bill
            """;

    /** Requests that have no effect: a caller with the right may still get an empty answer. */
    private static final String OPERATIONS = """
            GET    | /me                                  |                                        | LOOK | /caravan/me
            GET    | /dead-letters                        |                                        | LOOK | /caravan/dead-letters
            GET    | /dead-letters/billing                |                                        | LOOK | /caravan/dead-letters/{queue}
            GET    | /dead-letters/billing?reveal=true    |                                        | ACT  | /caravan/dead-letters/{queue}
            GET    | /dead-letters/billing?reveal=false   |                                        | LOOK | /caravan/dead-letters/{queue}
            GET    | /dead-letters/billing/letters        |                                        | LOOK | /caravan/dead-letters/{queue}/letters
            GET    | /dead-letters/billing/letters?path=$ |                                        | READ | /caravan/dead-letters/{queue}/letters
            GET    | /dead-letters/billing/letters?attribute=a=b |                                 | READ | /caravan/dead-letters/{queue}/letters
            GET    | /dead-letters/billing/groups         |                                        | LOOK | /caravan/dead-letters/{queue}/groups
            GET    | /dead-letters/billing/groups?reveal=true |                                    | ACT  | /caravan/dead-letters/{queue}/groups
            GET    | /dead-letters/billing/letters/none   |                                        | LOOK | /caravan/dead-letters/{queue}/letters/{id}
            POST   | /dead-letters/billing/letters/none/edit | {"body":"x"}                        | ACT  | /caravan/dead-letters/{queue}/letters/{id}/edit
            POST   | /dead-letters/billing/redrive        | {"all":true}                           | ACT  | /caravan/dead-letters/{queue}/redrive
            POST   | /dead-letters/billing/redrive        | {"all":true,"dryRun":true}             | ACT  | /caravan/dead-letters/{queue}/redrive
            POST   | /dead-letters/billing/discard        | {"all":true,"dryRun":true}             | ACT  | /caravan/dead-letters/{queue}/discard
            POST   | /dead-letters/billing/discard        | {"all":true,"confirm":"billing"}       | ALL  | /caravan/dead-letters/{queue}/discard
            POST   | /dead-letters/billing/discard        | {"all":true}                           | ALL  | /caravan/dead-letters/{queue}/discard
            POST   | /dead-letters/billing/release        | {"group":"g"}                          | ACT  | /caravan/dead-letters/{queue}/release
            GET    | /dead-letters/billing/audit          |                                        | LOOK | /caravan/dead-letters/{queue}/audit
            GET    | /dead-letters/billing/tasks/none     |                                        | LOOK | /caravan/dead-letters/{queue}/tasks/{id}
            DELETE | /dead-letters/billing/tasks/none     |                                        | ACT  | /caravan/dead-letters/{queue}/tasks/{id}
            GET    | /inboxes                             |                                        | LOOK | /caravan/inboxes
            POST   | /inboxes                             | {"inbox":"app","client":"17"}          | ACT  | /caravan/inboxes
            DELETE | /inboxes/app/17                      |                                        | ACT  | /caravan/inboxes/{inbox}/{client}
            GET    | /tasks                               |                                        | LOOK | /caravan/tasks
            GET    | /audit                               |                                        | LOOK | /caravan/audit
            GET    | /doctor                              |                                        | LOOK | /caravan/doctor
            POST   | /plan                                | {}                                     | LOOK | /caravan/plan
            GET    | /cost                                |                                        | LOOK | /caravan/cost
            POST   | /dead-letters/billing/release        | {"group":"g","dryRun":true}            | ACT  | /caravan/dead-letters/{queue}/release
            POST   | /dead-letters/billing/letters/none/edit | {"body":"x","dryRun":true}             | ACT  | /caravan/dead-letters/{queue}/letters/{id}/edit
            GET    | /topology                            |                                        | LOOK | /caravan/topology
            GET    | /now                                 |                                        | LOOK | /caravan/now
            GET    | /deliveries                          |                                        | LOOK | /caravan/deliveries
            GET    | /routes/none                         |                                        | LOOK | /caravan/routes/{id}
            POST   | /routes/none/pause                   | {"everywhere":false}                   | ACT  | /caravan/routes/{id}/pause
            POST   | /routes/none/resume                  | {"everywhere":false}                   | ACT  | /caravan/routes/{id}/resume
            POST   | /reload?dryRun=true                  |                                        | ACT  | /caravan/reload
            GET    | /reload                              |                                        | LOOK | /caravan/reload
            GET    | /events/none                         |                                        | LOOK | /caravan/events/{id}
            GET    | /events?id=none                      |                                        | LOOK | /caravan/events
            """;

    private static final Map<Right, Visitor> BY_TOKEN = new LinkedHashMap<>();
    private static final Map<Right, Visitor> BY_SESSION = new LinkedHashMap<>();
    private static Backbone backbone;

    @BeforeAll
    static void start() throws Exception {
        backbone = Backbone.of(ROUTES)
                .property("console.look.token", "a-look-token")
                .property("console.read.token", "a-read-token")
                .property("console.act.token", "an-act-token")
                .property("dead-letters.token", "an-all-token")
                .start();
        BY_TOKEN.put(Right.LOOK, visitor().bearer("a-look-token"));
        BY_TOKEN.put(Right.READ, visitor().bearer("a-read-token"));
        BY_TOKEN.put(Right.ACT, visitor().bearer("an-act-token"));
        BY_TOKEN.put(Right.ALL, visitor().bearer("an-all-token"));
        BY_SESSION.put(Right.LOOK, visitor().signedIn("{\"token\":\"a-look-token\"}"));
        BY_SESSION.put(Right.READ, visitor().signedIn("{\"token\":\"a-read-token\"}"));
        BY_SESSION.put(Right.ACT, visitor().signedIn("{\"token\":\"an-act-token\",\"name\":\"ana\"}"));
        BY_SESSION.put(Right.ALL, visitor().signedIn("{\"token\":\"an-all-token\"}"));
        await().untilAsserted(() -> assertThat(
                        BY_TOKEN.get(Right.LOOK).get("/dead-letters/billing").statusCode())
                .isEqualTo(200));
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    private static Visitor visitor() {
        return Visitor.of(backbone);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = OPERATIONS)
    void an_operation_needs_its_right(String method, String path, String body, Right needed) throws Exception {
        for (Map<Right, Visitor> visitors : Set.of(BY_TOKEN, BY_SESSION)) {
            for (Map.Entry<Right, Visitor> visitor : visitors.entrySet()) {
                HttpResponse<String> answer = visitor.getValue().send(method, path, body);

                if (visitor.getKey().includes(needed)) {
                    assertThat(answer.statusCode())
                            .as("%s: %s", visitor.getKey(), answer.body())
                            .isNotIn(401, 403, 500);
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                    assertThat(Visitor.json(answer).path("detail").asText())
                            .isEqualTo("Needs the right %s; you have %s"
                                    .formatted(
                                            named(visitor.getKey(), needed),
                                            visitor.getKey().label()));
                }
            }
        }
    }

    /**
     * The right that the refusal names. Without {@code ACT}, a caller who would need {@code ALL} is refused for
     * {@code ACT} first.
     */
    private static String named(Right given, Right needed) {
        return (needed == Right.ALL && !given.includes(Right.ACT) ? Right.ACT : needed).label();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = OPERATIONS)
    void every_operation_is_refused_without_valid_credentials(String method, String path, String body)
            throws Exception {
        for (Visitor wrong : Set.of(
                visitor(),
                visitor().bearer("another"),
                visitor().bearer(""),
                visitor().bearer("a-look-tokenx"),
                visitor().with("Authorization", "Basic YTpi"),
                visitor().with("Authorization", "a-look-token"),
                visitor().with("Cookie", SessionCookie.NAME + "=e30.AAAA").fromItsPage(),
                visitor().with("Cookie", SessionCookie.NAME + "=an-all-token").fromItsPage())) {
            HttpResponse<String> answer = wrong.send(method, path, body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
            assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/me?Authorization=Bearer%20an-all-token",
        "/me?authorization=Bearer+an-all-token",
        "/me?caravan-operator=local",
        "/me?right=all&name=local"
    })
    void credentials_in_the_query_are_ignored(String path) throws Exception {
        assertThat(visitor().get(path).statusCode()).isEqualTo(401);
        assertThat(BY_TOKEN.get(Right.LOOK).json(path).path("right").asText()).isEqualTo("look");
    }

    @Test
    void a_session_in_the_query_is_ignored() throws Exception {
        String cookie = Visitor.cookie(visitor().post("/session", "{\"token\":\"an-all-token\"}"));

        assertThat(visitor().get("/me?Cookie=" + cookie).statusCode()).isEqualTo(401);
        assertThat(visitor().with("Cookie", cookie).get("/me").statusCode()).isEqualTo(200);
    }

    @Test
    void the_audit_trail_names_the_operator_and_the_right() throws Exception {
        BY_SESSION.get(Right.ACT).post("/dead-letters/billing/release", "{\"group\":\"of-ana\"}");
        BY_TOKEN.get(Right.ACT).post("/dead-letters/billing/release", "{\"group\":\"of-a-program\"}");
        BY_TOKEN.get(Right.ALL).post("/dead-letters/billing/release", "{\"group\":\"of-all\"}");

        JsonNode entries =
                BY_TOKEN.get(Right.LOOK).json("/dead-letters/billing/audit").path("entries");

        assertThat(entries)
                .extracting(entry ->
                        entry.path("of").asText() + " by " + entry.path("by").asText())
                .contains("group of-ana by ana (act)", "group of-a-program by token (act)", "group of-all by token");
    }

    /** This keeps the table complete when an operation is added. */
    @Test
    void the_table_of_rights_has_each_operation_of_the_openapi_document() throws Exception {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path :
                visitor().json("/openapi.json").path("paths").properties()) {
            path.getValue()
                    .properties()
                    .forEach(operation ->
                            described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        described.removeIf(operation -> operation.endsWith("/caravan/session"));

        assertThat(OPERATIONS
                        .lines()
                        .map(line -> line.split("\\|", -1))
                        .map(cells -> cells[0].strip() + " " + cells[4].strip()))
                .containsAll(described);
    }
}
