package reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.camel.Header;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import testing.Backbone;
import testing.OperatorClient;

/** A running application takes over what its user has changed in files, and is asked by HTTP. */
class ReloadTest {
    static final String ROUTES = """
            camel.route-template[publish-orders].template-id = publish
            camel.route-template[publish-orders].from        = platform-http:/events/orders
            camel.route-template[publish-orders].topic       = orders
            camel.route-template[publish-orders].type        = OrderPlaced

            camel.route-template[orders-to-billing].template-id = fan-out
            camel.route-template[orders-to-billing].topic       = orders
            camel.route-template[orders-to-billing].queue       = billing
            camel.route-template[orders-to-billing].types       = OrderPlaced

            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            camel.route-template[billing].handler     = direct:invoice
            camel.route-template[billing].concurrency = {{billing.concurrency}}

            billing.concurrency = 10
            """;

    static final String BILL = """
            - route:
                id: invoice
                from:
                  uri: direct:invoice
                  steps:
                    - bean:
                        ref: seen
                        method: first
            """;

    private static final String TOKEN = "an-operators-token";

    @TempDir
    private Path folder;

    private final Seen seen = new Seen();
    private Backbone backbone;

    /** What handlers have got. */
    public static final class Seen {
        private final Queue<String> first = new ConcurrentLinkedQueue<>();
        private final Queue<String> second = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch hold = new CountDownLatch(0);

        public void first(@Header("ce-id") String id) throws InterruptedException {
            hold.await();
            first.add(id);
        }

        public void second(@Header("ce-id") String id) {
            second.add(id);
        }
    }

    private void start(String properties, String handlers) throws Exception {
        Files.createDirectories(folder.resolve("routes"));
        write(properties);
        handlers(handlers);
        backbone = Backbone.reading(folder.resolve("shop.properties"))
                .property("console.act.token", TOKEN)
                .bind("seen", seen)
                .start();
        await().untilAsserted(() -> assertThat(publish("/events/orders").statusCode()).isEqualTo(202));
        await().untilAsserted(() -> assertThat(seen.first).isNotEmpty());
        seen.first.clear();
    }

    @AfterEach
    void stop() {
        seen.hold.countDown();
        if (backbone != null) {
            backbone.close();
        }
    }

    private void write(String properties) throws Exception {
        Files.writeString(folder.resolve("shop.properties"), properties);
    }

    private void handlers(String yaml) throws Exception {
        Files.writeString(folder.resolve("routes/bill.camel.yaml"), yaml);
    }

    private OperatorClient operator() {
        return new OperatorClient(backbone.http(), TOKEN);
    }

    private JsonNode reload() throws Exception {
        return operator().post("/reload", null, "/caravan/reload");
    }

    private CompletableFuture<JsonNode> reloading() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reload();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private HttpResponse<String> tryToReload() throws Exception {
        return operator().send("POST", "/reload", null);
    }

    private HttpResponse<String> publish(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(backbone.http().resolve(path))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"amount\":42}"))
                                .build(),
                        BodyHandlers.ofString());
    }

    private String published(String path) throws Exception {
        HttpResponse<String> answer = publish(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new ObjectMapper().readTree(answer.body()).path("id").asText();
    }

    private String state(String route) {
        return String.valueOf(backbone.context().getRouteController().getRouteStatus(route));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String change(JsonNode report, String route, String parameter) {
        for (JsonNode changed : report.path("changed")) {
            for (JsonNode one : changed.path("parameters")) {
                if (changed.path("route").asText().equals(route)
                        && one.path("name").asText().equals(parameter)) {
                    return one.path("from").asText("-") + " → " + one.path("to").asText("-");
                }
            }
        }
        return null;
    }

    @Test
    void nothing_happens_if_nothing_has_changed() throws Exception {
        start(ROUTES, BILL);
        Map<String, Route> before = routes();

        JsonNode report = reload();

        assertThat(report.path("done").asBoolean()).isFalse();
        assertThat(report.path("unchanged").asInt()).isEqualTo(4);
        assertThat(routes()).isEqualTo(before);
    }

    private Map<String, Route> routes() {
        Map<String, Route> routes = new ConcurrentHashMap<>();
        backbone.context().getRoutes().forEach(route -> routes.put(route.getId(), route));
        return routes;
    }

    @Test
    void a_changed_parameter_changes_its_route_and_no_other() throws Exception {
        start(ROUTES, BILL);
        Map<String, Route> before = routes();

        write(ROUTES.replace("billing.concurrency = 10", "billing.concurrency = 20"));
        JsonNode report = reload();

        assertThat(change(report, "billing", "concurrency")).isEqualTo("10 → 20");
        assertThat(report.path("unchanged").asInt()).isEqualTo(3);
        assertThat(report.path("atNextStart")).isEmpty();
        Map<String, Route> after = routes();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.get("billing")).isNotSameAs(before.get("billing"));
        after.remove("billing");
        assertThat(before).containsAllEntriesOf(after);
        JsonNode shown = operator().get("/routes/billing", "/caravan/routes/{id}");
        assertThat(shown.path("settings").findValuesAsText("name")).contains("concurrency");
        assertThat(shown.toString()).contains("\"concurrency\",\"value\":\"20\"");
        String id = published("/events/orders");
        await().untilAsserted(() -> assertThat(seen.first).contains(id));
    }

    @Test
    void a_dry_run_says_what_would_change_and_changes_nothing() throws Exception {
        start(ROUTES, BILL);
        Map<String, Route> before = routes();

        write(ROUTES.replace("= 10", "= 20") + MAIL);
        handlers(BILL_AND_MAIL);
        JsonNode report = operator().post("/reload?dryRun=true", null, "/caravan/reload");

        assertThat(report.path("done").asBoolean()).isFalse();
        assertThat(change(report, "billing", "concurrency")).isEqualTo("10 → 20");
        assertThat(texts(report.path("added"))).containsExactlyInAnyOrder("orders-to-mail", "mail", "send-mail");
        assertThat(report.path("topology").toString()).contains("\"create\"").contains("mail");
        assertThat(report.path("text").asText()).contains("change   billing").contains("concurrency: 10 → 20");
        assertThat(routes()).isEqualTo(before);
    }

    private static final String MAIL = """

            camel.route-template[orders-to-mail].template-id = fan-out
            camel.route-template[orders-to-mail].topic       = orders
            camel.route-template[orders-to-mail].queue       = mail
            camel.route-template[mail].template-id = polling-consumer
            camel.route-template[mail].queue       = mail
            camel.route-template[mail].handler     = direct:mail
            """;

    private static final String BILL_AND_MAIL = BILL + """
            - route:
                id: mail
                from:
                  uri: direct:mail
                  steps:
                    - bean:
                        ref: seen
                        method: second
            """.replace("id: mail", "id: send-mail");

    @Test
    void a_subscriber_is_added_and_removed() throws Exception {
        start(ROUTES, BILL);

        write(ROUTES + MAIL);
        handlers(BILL_AND_MAIL);
        JsonNode added = reload();

        assertThat(texts(added.path("added"))).containsExactlyInAnyOrder("orders-to-mail", "mail", "send-mail");
        assertThat(added.path("changed")).isEmpty();
        String id = published("/events/orders");
        await().untilAsserted(() -> assertThat(seen.second).contains(id));
        assertThat(operator().get("/topology", "/caravan/topology").toString()).contains("mail");

        write(ROUTES);
        handlers(BILL);
        JsonNode removed = reload();

        assertThat(texts(removed.path("removed"))).containsExactlyInAnyOrder("orders-to-mail", "mail", "send-mail");
        assertThat(state("mail")).isEqualTo("null");
        assertThat(operator().get("/topology", "/caravan/topology").toString()).doesNotContain("mail");
        assertThat(meters("mail")).isEmpty();
        assertThat(meters("billing")).isNotEmpty();
    }

    private List<String> meters(String route) {
        MeterRegistry meters = backbone.context().getRegistry().findSingleByType(MeterRegistry.class);
        return meters.getMeters().stream()
                .filter(meter -> meter.getId().getTags().stream()
                        .anyMatch(tag -> tag.getValue().equals(route)))
                .map(meter -> meter.getId().toString())
                .toList();
    }

    @Test
    void a_filter_changes_which_events_a_subscriber_gets() throws Exception {
        start(ROUTES, BILL);

        write(ROUTES.replace("types       = OrderPlaced", "types       = OrderPaid"));
        JsonNode report = reload();

        assertThat(change(report, "orders-to-billing", "types")).isEqualTo("OrderPlaced → OrderPaid");
        assertThat(report.path("topology").toString()).contains("\"change\"").contains("OrderPaid");
        String placed = published("/events/orders");
        write(ROUTES);
        reload();
        String later = published("/events/orders");
        await().untilAsserted(() -> assertThat(seen.first).contains(later));
        assertThat(seen.first).doesNotContain(placed);
    }

    @Test
    void a_path_of_a_publisher_moves() throws Exception {
        start(ROUTES, BILL);

        write(ROUTES.replace("/events/orders", "/events/placed-orders"));
        reload();

        assertThat(publish("/events/orders").statusCode()).isEqualTo(404);
        String id = published("/events/placed-orders");
        await().untilAsserted(() -> assertThat(seen.first).contains(id));
    }

    @Test
    void another_handler_gets_the_next_event() throws Exception {
        start(ROUTES, BILL);

        handlers(BILL.replace("method: first", "method: second"));
        JsonNode report = reload();

        assertThat(report.path("changed").findValuesAsText("route")).containsExactly("invoice");
        String id = published("/events/orders");
        await().untilAsserted(() -> assertThat(seen.second).contains(id));
        assertThat(seen.first).isEmpty();
    }

    @Test
    void comments_and_the_order_of_routes_are_no_change() throws Exception {
        start(ROUTES, BILL_AND_MAIL);

        handlers("# of the shop\n\n" + BILL_AND_MAIL.replace("steps:", "steps: # one"));
        JsonNode report = reload();

        assertThat(report.path("changed")).isEmpty();
        assertThat(report.path("unchanged").asInt()).isEqualTo(5);
    }

    @Test
    void a_value_that_a_file_of_routes_uses_changes_its_route() throws Exception {
        String chosen = BILL.replace("method: first", "method: \"{{method}}\"");
        start(ROUTES + "method = first\n", chosen);

        write(ROUTES + "method = second\n");
        JsonNode report = reload();

        assertThat(report.path("changed").findValuesAsText("route")).containsExactly("invoice");
        String id = published("/events/orders");
        await().untilAsserted(() -> assertThat(seen.second).contains(id));
    }

    @Test
    void a_setting_waits_for_the_next_start_and_is_named() throws Exception {
        start(ROUTES + "console.refresh = 3s\n", BILL);

        write(ROUTES + "console.refresh = 4s\nledger.retention = 20d\nunused = x\n");
        JsonNode report = reload();

        assertThat(texts(report.path("atNextStart"))).containsExactly("console.refresh", "ledger.retention", "unused");
        assertThat(report.path("done").asBoolean()).isFalse();
        assertThat(backbone.context().resolvePropertyPlaceholders("{{ledger.retention:no}}"))
                .isEqualTo("no");
    }

    @Test
    void secrets_are_masked() throws Exception {
        start(ROUTES, BILL);
        String mail = ROUTES.replace("direct:invoice", "https://a.example/?authMethod=Basic&authUsername=u&authPassword=");

        write(mail + "\n");
        Files.writeString(
                folder.resolve("shop.properties"),
                mail.replace("authPassword=", "authPassword=one-secret"));
        JsonNode one = operator().post("/reload?dryRun=true", null, "/caravan/reload");

        assertThat(one.toString()).doesNotContain("one-secret").contains("authPassword=xxxxxx");
    }

    @Test
    void every_mistake_leaves_everything_as_it_is() throws Exception {
        start(ROUTES, BILL);
        Map<String, Route> before = routes();
        Map<String, String> mistakes = Map.of(
                ROUTES.replace("= 10", "= many"),
                "route billing: concurrency = many: from {{billing.concurrency}}: must be a whole number",
                ROUTES.replace("direct:invoice", "direct:nobody"),
                "direct:nobody",
                ROUTES + "camel.route-template[x].template-id = polling-consumr\n",
                "did you mean polling-consumer?",
                ROUTES + "camel.route-template[x].template-id = polling-consumer\n",
                "route x: queue is missing",
                ROUTES + "listen.http = many\n",
                "listen.http = many",
                ROUTES + "log.level = LOUD\n",
                "log.level = LOUD",
                ROUTES + MAIL.replace("queue       = mail\n", "queue       = billing\n"),
                "route orders-to-billing: queue = billing: must be another queue of topic orders");
        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            write(mistake.getKey());
            refused(mistake.getValue());
        }
        write(ROUTES);
        handlers(BILL.replace("- bean:", "- been:"));
        refused("bill.camel.yaml:6: been: there is no such step; did you mean bean?");
        handlers(BILL.replace("ref: seen", "ref: \"unseen"));
        refused("bill.camel.yaml:");
        handlers(BILL.replace("- bean:\n            ref: seen\n            method: first", "- process:\n            ref: nothing"));
        refused("bill.camel.yaml:6: route invoice: No bean could be found in the registry for: nothing");
        handlers("");
        refused("bill.camel.yaml: is empty");

        assertThat(routes()).isEqualTo(before);
        handlers(BILL);
        String id = published("/events/orders");
        await().untilAsserted(() -> assertThat(seen.first).contains(id));
        assertThat(reload().path("unchanged").asInt()).isEqualTo(4);
    }

    private void refused(String line) throws Exception {
        HttpResponse<String> answer = tryToReload();
        assertThat(answer.statusCode()).as(line + ": " + answer.body()).isEqualTo(422);
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .contains(line);
    }

    @Test
    void running_handlers_finish_before_their_route_is_exchanged() throws Exception {
        start(ROUTES, BILL);
        seen.hold = new CountDownLatch(1);
        String id = published("/events/orders");
        await().until(() -> backbone.context().getInflightRepository().size("billing") == 1);
        write(ROUTES.replace("= 10", "= 20"));

        CompletableFuture<JsonNode> reloading = reloading();
        await().until(((ServiceSupport) backbone.context().getRoute("billing").getConsumer())::isSuspended);
        seen.hold.countDown();

        assertThat(change(reloading.get(60, TimeUnit.SECONDS), "billing", "concurrency"))
                .isEqualTo("10 → 20");
        assertThat(seen.first).containsOnlyOnce(id);
    }

    @Test
    void a_second_reload_is_refused_while_one_is_in_progress() throws Exception {
        start(ROUTES, BILL);
        seen.hold = new CountDownLatch(1);
        published("/events/orders");
        await().until(() -> backbone.context().getInflightRepository().size("invoice") == 1);
        handlers(BILL.replace("method: first", "method: second"));
        CompletableFuture<JsonNode> reloading = reloading();

        await().untilAsserted(() -> assertThat(tryToReload().statusCode()).isEqualTo(409));
        seen.hold.countDown();

        assertThat(reloading.get(60, TimeUnit.SECONDS).path("done").asBoolean()).isTrue();
    }

    @Test
    void the_largest_event_of_a_topic_changes_for_its_publishers() throws Exception {
        String topic = """
                camel.route-template[orders].template-id    = topic
                camel.route-template[orders].topic          = orders
                camel.route-template[orders].maxMessageSize = %d
                """;
        start(ROUTES + topic.formatted(300_000), BILL);

        write(ROUTES + topic.formatted(2_000));
        JsonNode report = reload();

        assertThat(change(report, "publish-orders", "maxMessageSize of its topic")).isEqualTo("300000 → 2000");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(backbone.http() + "/events/orders"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("\"" + "x".repeat(3_000) + "\""))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aws_that_does_not_say_what_would_change_there_leaves_everything_as_it_is() throws Exception {
        start(ROUTES, BILL);
        Map<String, Route> before = routes();
        backbone.cloud().sns().faults().onEverything().refuse(403, "AuthorizationError");

        write(ROUTES.replace("types       = OrderPlaced", "types       = OrderPaid"));
        HttpResponse<String> answer = tryToReload();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(routes()).isEqualTo(before);
    }

    @Test
    void the_rights_of_an_operator_are_asked_for() throws Exception {
        start(ROUTES, BILL);

        assertThat(new OperatorClient(backbone.http(), null).send("POST", "/reload", null).statusCode())
                .isEqualTo(401);
        assertThat(operator().send("GET", "/reload", null).statusCode()).isEqualTo(404);
    }
}
