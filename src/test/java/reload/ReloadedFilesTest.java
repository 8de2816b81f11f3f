package reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Header;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reloads after changes in the user's files of routes. */
class ReloadedFilesTest {
    private static final String SECOND = Shop.BILL.replace("method: first", "method: second");

    @TempDir
    private Path folder;

    private Shop shop;

    @AfterEach
    void stop() {
        if (shop != null) {
            shop.close();
        }
    }

    private void nextEventReachesTheSecond() throws Exception {
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.second()).contains(id));
    }

    @Test
    void a_route_without_an_id_is_replaced() throws Exception {
        String unnamed = "    id: invoice\n";
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL.replace(unnamed, ""));
        Map<String, Route> before = shop.routes();

        shop.handlers(SECOND.replace(unnamed, ""));
        JsonNode report = shop.reload();

        assertThat(report.path("changed").findValuesAsText("route"))
                .singleElement()
                .asString()
                .endsWith("routes/bill.camel.yaml from direct:invoice");
        nextEventReachesTheSecond();
        assertThat(shop.routes()).hasSameSizeAs(before);
        shop.handlers(Shop.BILL.replace(unnamed, ""));
        assertThat(shop.reload().path("changed")).hasSize(1);
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(id));
    }

    @Test
    void a_new_route_replaces_a_removed_one_of_another_name() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);

        shop.handlers(SECOND.replace("id: invoice", "id: send-invoice"));
        JsonNode report = shop.reload();

        assertThat(report.path("added").toString()).isEqualTo("[\"send-invoice\"]");
        assertThat(report.path("removed").toString()).isEqualTo("[\"invoice\"]");
        nextEventReachesTheSecond();
    }

    @Test
    void a_route_moves_to_another_file() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);

        shop.write("routes/invoices.camel.yaml", SECOND);
        Files.delete(folder.resolve("routes/bill.camel.yaml"));
        JsonNode report = shop.reload();

        assertThat(report.path("changed").findValuesAsText("route")).containsExactly("invoice");
        nextEventReachesTheSecond();
    }

    @Test
    void a_changed_setting_for_all_routes_of_a_file_replaces_them() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);

        shop.handlers("""
                - onException:
                    exception: [java.lang.Exception]
                    handled: {constant: {expression: "true"}}
                    steps:
                      - bean: {ref: seen, method: second}
                - route:
                    id: invoice
                    from:
                      uri: direct:invoice
                      steps:
                        - throwException: {exceptionType: java.lang.IllegalStateException, message: "no"}
                """);
        JsonNode report = shop.reload();

        assertThat(report.path("changed").findValuesAsText("route")).containsExactly("invoice");
        nextEventReachesTheSecond();
    }

    @Test
    void a_bean_of_a_file_is_created_anew_with_the_routes_of_the_file() throws Exception {
        String file = """
                - beans:
                    - name: desk
                      type: reload.ReloadedFilesTest$Desk
                      properties: {seen: "#bean:seen", first: %s}
                - route:
                    id: invoice
                    from:
                      uri: direct:invoice
                      steps:
                        - bean: {ref: desk, method: handle}
                """;
        shop = new Shop(folder).start(Shop.ROUTES, file.formatted("true"));

        shop.handlers(file.formatted("false"));
        shop.reload();

        nextEventReachesTheSecond();
    }

    /** A bean that a file defines. */
    public static final class Desk {
        private Shop.HandledEvents seen;
        private boolean first;

        public void setSeen(Shop.HandledEvents seen) {
            this.seen = seen;
        }

        public void setFirst(boolean first) {
            this.first = first;
        }

        public void handle(@Header("ce-id") String id) throws InterruptedException {
            if (first) {
                seen.first(id);
            } else {
                seen.second(id);
            }
        }
    }

    @Test
    void a_new_kamelet_is_loaded_and_a_changed_one_waits_for_the_next_start() throws Exception {
        String kamelet = """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: stamp}
                spec:
                  definition: {}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - bean: {ref: seen, method: second}
                """;
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);

        shop.write("kamelets/stamp.kamelet.yaml", kamelet);
        shop.write(Shop.ROUTES.replace("direct:invoice", "kamelet:stamp"));
        shop.reload();
        nextEventReachesTheSecond();
        shop.write("kamelets/stamp.kamelet.yaml", kamelet.replace("method: second", "method: first"));
        JsonNode report = shop.reload();

        assertThat(report.path("atNextStart").toString()).contains("stamp.kamelet.yaml");
        assertThat(report.path("done").asBoolean()).isFalse();
    }

    @Test
    void the_signature_of_a_webhook_can_be_switched_on_and_off() throws Exception {
        String signed = """
                camel.route-template[publish-orders].signature = github
                webhooks.publish-orders.secret = a-secret
                """;
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);

        shop.write(Shop.ROUTES + signed);
        JsonNode report = shop.reload();
        assertThat(report.path("atNextStart")).isEmpty();
        assertThat(shop.publish("/events/orders").statusCode()).isEqualTo(401);
        assertThat(report.toString()).doesNotContain("a-secret");

        shop.write(Shop.ROUTES);
        shop.reload();

        assertThat(shop.publish("/events/orders").statusCode()).isEqualTo(202);
    }

    @Test
    void a_publisher_of_another_name_serves_the_same_path() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);

        shop.write(Shop.ROUTES.replace("[publish-orders]", "[publish]"));
        shop.reload();

        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(id));
    }
}
