package deadletters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.OperatorClient;

/** Which groups of a queue are parked, since when, and what waits in each. */
class ParkedGroupsOverHttpTest {
    private static final String ALL = "all-of-it";
    private static final String LOOK = "only-look";
    private static final String GROUPS = "/caravan/dead-letters/{queue}/groups";

    private static final String ROUTES = """
            camel.route-template[place].template-id      = publish
            camel.route-template[place].from             = direct:place
            camel.route-template[place].topic            = orders.fifo
            camel.route-template[place].type             = OrderPlaced
            camel.route-template[place].group            = ${header.customer}
            camel.route-template[to-history].template-id = fan-out
            camel.route-template[to-history].topic       = orders.fifo
            camel.route-template[to-history].queue       = history.fifo
            camel.route-template[keeper].template-id    = fifo-consumer
            camel.route-template[keeper].queue          = history.fifo
            camel.route-template[keeper].handler        = direct:keep
            camel.route-template[keeper].onFailure      = park
            camel.route-template[keeper].maxAttempts    = 1
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:keep
            """;

    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = Backbone.of(ROUTES)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:keep").errorHandler(noErrorHandler()).process(exchange -> {
                            String order = exchange.getMessage().getBody(String.class);
                            if (order.startsWith("bad")) {
                                throw new IllegalStateException("no customer of " + order);
                            }
                        });
                    }
                })
                .property("dead-letters.token", ALL)
                .property("console.look.token", LOOK)
                .start();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @Test
    void a_parked_group_is_listed_with_its_waiting_messages_until_it_is_released() throws Exception {
        Instant before = Instant.now();
        publish("ana", "bad-1", "good-2", "good-3");
        publish("bo", "bad-4");
        publish("cy", "good-5");
        await().ignoreExceptions().untilAsserted(() -> {
            JsonNode all = groups(ALL, "history.fifo");
            assertThat(all.findValuesAsText("group")).contains("ana", "bo").doesNotContain("cy");
            assertThat(group(all, "ana").path("letters").asInt()).isEqualTo(3);
            assertThat(group(all, "bo").path("letters").asInt()).isEqualTo(1);
        });

        JsonNode ana = group(groups(ALL, "history.fifo"), "ana");
        assertThat(ana.path("state").asText()).isEqualTo("parked");
        assertThat(Instant.parse(ana.path("since").asText())).isBetween(before.minusMillis(1), Instant.now());
        assertThat(ana.path("first").path("message").asText()).isEqualTo("no customer of bad-1");
        JsonNode masked = group(groups(LOOK, "history.fifo"), "ana").path("first");
        assertThat(masked.path("message").asText()).isEqualTo("•••");
        assertThat(masked.path("masked").asBoolean()).isTrue();

        // A group whose letters are deleted stays parked, and its next letter does not show why.
        post("discard", "{\"group\":\"bo\",\"confirm\":\"history.fifo\"}");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(group(groups(ALL, "history.fifo"), "bo")
                                .path("letters")
                                .asInt())
                        .isZero());
        post("release", "{\"group\":\"bo\"}");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(groups(ALL, "history.fifo").findValuesAsText("group"))
                        .contains("ana")
                        .doesNotContain("bo"));
    }

    @Test
    void the_list_of_a_queue_without_parked_groups_is_empty_and_reads_no_letters() throws Exception {
        JsonNode none = groups(ALL, "billing");

        assertThat(none.path("groups")).isEmpty();
        assertThat(none.has("lookedAt")).isFalse();
    }

    @Test
    void a_queue_that_no_route_uses_is_not_found() throws Exception {
        assertThat(new OperatorClient(backbone.http(), ALL)
                        .send("GET", "/dead-letters/none.fifo/groups", null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(new OperatorClient(backbone.http(), ALL)
                        .send("GET", "/dead-letters/history.fifo/groups?maxAgeSeconds=ever", null)
                        .statusCode())
                .isEqualTo(400);
    }

    private static JsonNode groups(String token, String queue) throws Exception {
        return new OperatorClient(backbone.http(), token).get("/dead-letters/" + queue + "/groups", GROUPS);
    }

    private static JsonNode group(JsonNode all, String name) {
        for (JsonNode one : all.path("groups")) {
            if (one.path("group").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no group " + name + " in " + all);
    }

    private static void post(String operation, String body) throws Exception {
        new OperatorClient(backbone.http(), ALL)
                .post("/dead-letters/history.fifo/" + operation, body, "/caravan/dead-letters/{queue}/" + operation);
    }

    private static void publish(String customer, String... orders) {
        for (String order : orders) {
            backbone.context()
                    .createFluentProducerTemplate()
                    .to("direct:place")
                    .withHeader("customer", customer)
                    .withHeader("ce-id", order)
                    .withBody(order)
                    .request();
        }
    }
}
