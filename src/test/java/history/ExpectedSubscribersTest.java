package history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.OperatorClient;

/** Which subscribers an event should have, and why one of them has not received it. */
class ExpectedSubscribersTest {
    private static final String TOKEN = "of-an-operator";

    private static final String ROUTES = """
            camel.route-template[publish].template-id     = publish
            camel.route-template[publish].from            = platform-http:/events/orders
            camel.route-template[publish].topic           = orders
            camel.route-template[to-audit].template-id    = fan-out
            camel.route-template[to-audit].topic          = orders
            camel.route-template[to-audit].queue          = audit
            camel.route-template[of-audit].template-id    = polling-consumer
            camel.route-template[of-audit].queue          = audit
            camel.route-template[of-audit].handler        = direct:handle
            camel.route-template[to-shipping].template-id = fan-out
            camel.route-template[to-shipping].topic       = orders
            camel.route-template[to-shipping].queue       = shipping
            camel.route-template[to-shipping].types       = OrderPaid, OrderSent
            camel.route-template[of-shipping].template-id = polling-consumer
            camel.route-template[of-shipping].queue       = shipping
            camel.route-template[of-shipping].handler     = direct:handle
            camel.route-template[to-tax].template-id      = fan-out
            camel.route-template[to-tax].topic            = orders
            camel.route-template[to-tax].queue            = tax
            camel.route-template[to-tax].filter           = {"ce_type":["OrderPlaced"],"region":["eu"]}
            camel.route-template[of-tax].template-id      = polling-consumer
            camel.route-template[of-tax].queue            = tax
            camel.route-template[of-tax].handler          = direct:handle
            camel.route-template[to-store].template-id    = fan-out
            camel.route-template[to-store].topic          = orders
            camel.route-template[to-store].queue          = store
            """;

    private Backbone backbone;

    @BeforeEach
    void start() {
        backbone = Backbone.of(ROUTES)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:handle").to("log:handled?level=DEBUG");
                    }
                })
                .property("dead-letters.token", TOKEN)
                .start();
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void each_subscriber_of_the_topic_is_listed_with_its_known_state() throws Exception {
        String id = publish("OrderPlaced");

        Map<String, String> states = Map.of(
                "audit", "received",
                "shipping", "filtered: the filter wants ce_type OrderPaid or OrderSent, this is OrderPlaced",
                "tax", "not_yet: the filter also looks at region",
                "store", "unseen: no consumer of this application records it in the ledger");
        await().ignoreExceptions().untilAsserted(() -> assertThat(expected(id)).isEqualTo(states));
    }

    private Map<String, String> expected(String id) throws Exception {
        JsonNode history = new OperatorClient(backbone.http(), TOKEN)
                .get("/events/" + id, "/caravan/events/{id}")
                .path("expected");
        Map<String, String> states = new TreeMap<>();
        for (JsonNode one : history) {
            String reason = one.path("reason").asText();
            states.put(
                    one.path("subscriber").asText(),
                    one.path("state").asText() + (reason.isEmpty() ? "" : ": " + reason));
        }
        return states;
    }

    private String publish(String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(backbone.http() + "/events/orders"))
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "e-1")
                .header("ce-source", "/shop")
                .header("ce-type", type)
                .POST(BodyPublishers.ofString("{}"))
                .build();
        HttpClient http = HttpClient.newHttpClient();
        await().untilAsserted(() -> assertThat(
                        http.send(request, BodyHandlers.ofString()).statusCode())
                .isIn(List.of(200, 201, 202)));
        return "e-1";
    }
}
