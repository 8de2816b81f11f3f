package reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import http.HeldPaths;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import testing.OperatorClient;

/** A running application reloads the files that its user has changed, on a request over HTTP. */
class ReloadTest {
    @TempDir
    private Path folder;

    private Shop shop;

    private void start(String properties, String handlers) throws Exception {
        shop = new Shop(folder).start(properties, handlers);
    }

    @AfterEach
    void stop() {
        if (shop != null) {
            shop.close();
        }
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
        start(Shop.ROUTES, Shop.BILL);
        Map<String, Route> before = shop.routes();

        JsonNode report = shop.reload();

        assertThat(report.path("done").asBoolean()).isFalse();
        assertThat(report.path("unchanged").asInt()).isEqualTo(4);
        assertThat(shop.routes()).isEqualTo(before);
    }

    @Test
    void a_changed_parameter_changes_its_route_and_no_other() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        Map<String, Route> before = shop.routes();

        shop.write(Shop.ROUTES.replace("billing.concurrency = 10", "billing.concurrency = 20"));
        JsonNode report = shop.reload();

        assertThat(change(report, "billing", "concurrency")).isEqualTo("10 → 20");
        assertThat(report.path("unchanged").asInt()).isEqualTo(3);
        assertThat(report.path("atNextStart")).isEmpty();
        Map<String, Route> after = shop.routes();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.get("billing")).isNotSameAs(before.get("billing"));
        after.remove("billing");
        assertThat(before).containsAllEntriesOf(after);
        JsonNode shown = shop.operator().get("/routes/billing", "/caravan/routes/{id}");
        assertThat(shown.path("settings").findValuesAsText("name")).contains("concurrency");
        assertThat(shown.toString()).contains("\"concurrency\",\"value\":\"20\"");
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(id));
    }

    @Test
    void a_dry_run_shows_what_would_change_and_changes_nothing() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        Map<String, Route> before = shop.routes();

        shop.write(Shop.ROUTES.replace("= 10", "= 20") + MAIL);
        shop.handlers(BILL_AND_MAIL);
        JsonNode report = shop.operator().post("/reload?dryRun=true", null, "/caravan/reload");

        assertThat(report.path("done").asBoolean()).isFalse();
        assertThat(change(report, "billing", "concurrency")).isEqualTo("10 → 20");
        assertThat(texts(report.path("added"))).containsExactlyInAnyOrder("orders-to-mail", "mail", "send-mail");
        assertThat(report.path("topology").toString()).contains("\"create\"").contains("mail");
        assertThat(report.path("text").asText()).contains("change   billing").contains("concurrency: 10 → 20");
        assertThat(shop.routes()).isEqualTo(before);
    }

    private static final String MAIL = """

            camel.route-template[orders-to-mail].template-id = fan-out
            camel.route-template[orders-to-mail].topic       = orders
            camel.route-template[orders-to-mail].queue       = mail
            camel.route-template[mail].template-id = polling-consumer
            camel.route-template[mail].queue       = mail
            camel.route-template[mail].handler     = direct:mail
            """;

    private static final String BILL_AND_MAIL = Shop.BILL + """
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
        start(Shop.ROUTES, Shop.BILL);

        shop.write(Shop.ROUTES + MAIL);
        shop.handlers(BILL_AND_MAIL);
        JsonNode added = shop.reload();

        assertThat(texts(added.path("added"))).containsExactlyInAnyOrder("orders-to-mail", "mail", "send-mail");
        assertThat(added.path("changed")).isEmpty();
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.second()).contains(id));
        assertThat(shop.operator().get("/topology", "/caravan/topology").toString())
                .contains("mail");

        shop.write(Shop.ROUTES);
        shop.handlers(Shop.BILL);
        JsonNode removed = shop.reload();

        assertThat(texts(removed.path("removed"))).containsExactlyInAnyOrder("orders-to-mail", "mail", "send-mail");
        assertThat(shop.state("mail")).isEqualTo("null");
        assertThat(shop.operator().get("/topology", "/caravan/topology").toString())
                .doesNotContain("mail");
        assertThat(meters("mail")).isEmpty();
        assertThat(meters("billing")).isNotEmpty();
    }

    private List<String> meters(String route) {
        MeterRegistry meters = shop.backbone().context().getRegistry().findSingleByType(MeterRegistry.class);
        return meters.getMeters().stream()
                .filter(meter -> meter.getId().getTags().stream()
                        .anyMatch(tag -> tag.getValue().equals(route)))
                .map(meter -> meter.getId().toString())
                .toList();
    }

    @Test
    void a_filter_changes_which_events_a_subscriber_gets() throws Exception {
        start(Shop.ROUTES, Shop.BILL);

        shop.write(Shop.ROUTES.replace("types       = OrderPlaced", "types       = OrderPaid"));
        JsonNode report = shop.reload();

        assertThat(change(report, "orders-to-billing", "types")).isEqualTo("OrderPlaced → OrderPaid");
        assertThat(report.path("topology").toString()).contains("\"change\"").contains("OrderPaid");
        String placed = shop.published("/events/orders");
        shop.write(Shop.ROUTES);
        shop.reload();
        String later = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(later));
        assertThat(shop.first()).doesNotContain(placed);
    }

    @Test
    void a_path_of_a_publisher_moves() throws Exception {
        start(Shop.ROUTES, Shop.BILL);

        shop.write(Shop.ROUTES.replace("/events/orders", "/events/placed-orders"));
        shop.reload();

        assertThat(shop.publish("/events/orders").statusCode()).isEqualTo(404);
        String id = shop.published("/events/placed-orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(id));
    }

    @Test
    void a_path_whose_route_is_being_replaced_answers_503_with_a_retry_after_of_a_second() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        CamelContext context = shop.backbone().context();
        Runnable release = HeldPaths.of(context)
                .orElseThrow()
                .hold(List.of(context.getRoute("publish-orders").getEndpoint()), context);

        ServiceHelper.suspendService(context.getRoute("publish-orders").getConsumer());
        HttpResponse<String> suspended = shop.publish("/events/orders");
        context.getRouteController().stopRoute("publish-orders");
        context.removeRoute("publish-orders");
        HttpResponse<String> gone = shop.publish("/events/orders");
        release.run();

        for (HttpResponse<String> answer : List.of(suspended, gone)) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
        assertThat(shop.publish("/events/orders").statusCode()).isEqualTo(404);
    }

    @Test
    void consumers_of_every_kind_are_replaced() throws Exception {
        String others = Shop.ROUTES + """
                camel.route-template[status-to-history].template-id = fan-out
                camel.route-template[status-to-history].topic       = status.fifo
                camel.route-template[status-to-history].queue       = history.fifo
                camel.route-template[statuses].template-id = fifo-consumer
                camel.route-template[statuses].queue       = history.fifo
                camel.route-template[statuses].handler     = direct:invoice
                camel.route-template[statuses].concurrency = 3
                camel.route-template[pushed].template-id = push-consumer
                camel.route-template[pushed].path        = /sns/orders
                camel.route-template[pushed].topic       = orders
                camel.route-template[pushed].handler     = direct:invoice
                camel.route-template[pushed].lease       = 1m
                camel.route-template[letters].template-id = dead-letter
                camel.route-template[letters].queue       = billing
                camel.route-template[letters].interval    = 15m
                """;
        start(others, Shop.BILL);
        await().untilAsserted(() -> assertThat(shop.state("statuses")).isEqualTo("Started"));

        shop.write(others.replace("= 3\n", "= 4\n").replace("= 1m\n", "= 2m\n").replace("= 15m\n", "= 20m\n"));
        JsonNode report = shop.reload();

        assertThat(change(report, "statuses", "concurrency")).isEqualTo("3 → 4");
        assertThat(change(report, "pushed", "lease")).isEqualTo("1m → 2m");
        assertThat(change(report, "letters", "interval")).isEqualTo("15m → 20m");
        assertThat(report.path("notStarted")).isEmpty();
        assertThat(List.of("statuses", "pushed", "letters"))
                .allSatisfy(route -> assertThat(shop.state(route)).isEqualTo("Started"));
        assertThat(shop.publish("/sns/orders").statusCode()).isEqualTo(400);
    }

    @Test
    void changed_queues_of_inbox_clients_wait_for_the_next_start() throws Exception {
        String inbox = Shop.ROUTES + """
                camel.route-template[app].template-id = inbox
                camel.route-template[app].inbox       = app
                camel.route-template[app].secret      = a secret of the tests
                camel.route-template[app].clients     = ana
                """;
        start(inbox, Shop.BILL);

        shop.write(inbox.replace("= ana\n", "= ana, bob\n"));
        JsonNode report = shop.reload();

        assertThat(report.path("atNextStart").toString()).contains("the queues of the clients of inbox app");
        assertThat(change(report, "app", "clients")).isEqualTo("ana → ana, bob");
        assertThat(shop.state("app")).isEqualTo("Started");
    }

    @Test
    void a_changed_handler_gets_the_next_event() throws Exception {
        start(Shop.ROUTES, Shop.BILL);

        shop.handlers(Shop.BILL.replace("method: first", "method: second"));
        JsonNode report = shop.reload();

        assertThat(report.path("changed").findValuesAsText("route")).containsExactly("invoice");
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.second()).contains(id));
        assertThat(shop.first()).isEmpty();
    }

    @Test
    void comments_and_the_order_of_routes_do_not_count_as_changes() throws Exception {
        start(Shop.ROUTES, BILL_AND_MAIL);

        shop.handlers("# of the shop\n\n" + BILL_AND_MAIL.replace("steps:", "steps: # one"));
        JsonNode report = shop.reload();

        assertThat(report.path("changed")).isEmpty();
        assertThat(report.path("unchanged").asInt()).isEqualTo(5);
    }

    @Test
    void a_value_that_a_file_of_routes_uses_changes_its_route() throws Exception {
        String chosen = Shop.BILL.replace("method: first", "method: \"{{method}}\"");
        start(Shop.ROUTES + "method = first\n", chosen);

        shop.write(Shop.ROUTES + "method = second\n");
        JsonNode report = shop.reload();

        assertThat(report.path("changed").findValuesAsText("route")).containsExactly("invoice");
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.second()).contains(id));
    }

    @Test
    void a_changed_setting_waits_for_the_next_start_and_is_reported() throws Exception {
        start(Shop.ROUTES + "console.refresh = 3s\n", Shop.BILL);

        shop.write(Shop.ROUTES + "console.refresh = 4s\nledger.retention = 20d\nunused = x\n");
        JsonNode report = shop.reload();

        assertThat(texts(report.path("atNextStart"))).containsExactly("console.refresh", "ledger.retention", "unused");
        assertThat(report.path("done").asBoolean()).isFalse();
        assertThat(shop.backbone().context().resolvePropertyPlaceholders("{{ledger.retention:no}}"))
                .isEqualTo("no");
    }

    @Test
    void a_reload_is_in_the_audit_trail() throws Exception {
        start(Shop.ROUTES, Shop.BILL);

        shop.reload();
        shop.operator().post("/reload?dryRun=true", null, "/caravan/reload");
        shop.write(Shop.ROUTES.replace("= 10", "= 20") + MAIL);
        shop.handlers(BILL_AND_MAIL);
        shop.operator().post("/reload?dryRun=true", null, "/caravan/reload");
        shop.reload();

        JsonNode trail = shop.operator().get("/audit?operation=reload", "/caravan/audit");
        assertThat(trail.path("entries")).singleElement().satisfies(entry -> {
            assertThat(entry.path("queue").asText()).isEqualTo("(application)");
            assertThat(entry.path("by").asText()).endsWith("(act)");
            assertThat(entry.path("of").asText()).startsWith("routes +").contains("+mail", "+send-mail", " billing");
            assertThat(entry.path("outcome").asText()).isEqualTo("done");
        });
    }

    @Test
    void an_unavailable_ledger_does_not_prevent_a_reload() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        shop.backbone().cloud().dynamoDb().faults().on("PutItem").unavailable();

        shop.write(Shop.ROUTES.replace("= 10", "= 20"));

        assertThat(shop.reload().path("done").asBoolean()).isTrue();
    }

    @Test
    void changed_tokens_wait_for_the_next_start_but_a_new_caller_may_publish_at_once() throws Exception {
        String routes = Shop.ROUTES + "console.look.token = the-first-token-to-look\n";
        String access = "camel.route-template[publish-orders].access = shop, press\n";
        start(routes + "callers.shop.token = the-first-token-of-the-shop\n", Shop.BILL);

        shop.write(routes.replace("the-first-token-to-look", "another-token-to-look")
                + "callers.shop.token = another-token-of-the-shop\n"
                + "callers.press.token = the-only-token-of-the-press\n" + access);
        JsonNode report = shop.reload();

        assertThat(texts(report.path("atNextStart"))).contains("callers.shop.token", "console.look.token");
        assertThat(report.toString()).doesNotContain("-token-");
        assertThat(looks("the-first-token-to-look")).isEqualTo(200);
        assertThat(looks("another-token-to-look")).isEqualTo(401);
        assertThat(change(report, "publish-orders", "access")).isEqualTo("- → shop, press");
        assertThat(publishes("the-first-token-of-the-shop")).isEqualTo(202);
        assertThat(publishes("another-token-of-the-shop")).isEqualTo(401);
        assertThat(publishes("the-only-token-of-the-press")).isEqualTo(202);
    }

    private int looks(String token) throws Exception {
        return new OperatorClient(shop.backbone().http(), token)
                .send("GET", "/now", null)
                .statusCode();
    }

    private int publishes(String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(shop.backbone().http().resolve("/events/orders"))
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void secrets_are_masked() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        String mail = Shop.ROUTES.replace(
                "direct:invoice", "https://a.example/?authMethod=Basic&authUsername=u&authPassword=");

        shop.write(mail + "\n");
        Files.writeString(folder.resolve("shop.properties"), mail.replace("authPassword=", "authPassword=one-secret"));
        JsonNode one = shop.operator().post("/reload?dryRun=true", null, "/caravan/reload");

        assertThat(one.toString()).doesNotContain("one-secret").contains("authPassword=xxxxxx");
    }

    @Test
    void a_mistake_leaves_every_route_unchanged() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        Map<String, Route> before = shop.routes();
        Map<String, String> mistakes = Map.of(
                Shop.ROUTES.replace("= 10", "= many"),
                "route billing: concurrency = many: from {{billing.concurrency}}: must be a whole number",
                Shop.ROUTES.replace("direct:invoice", "direct:nobody"),
                "direct:nobody",
                Shop.ROUTES + "camel.route-template[x].template-id = polling-consumr\n",
                "did you mean polling-consumer?",
                Shop.ROUTES + "camel.route-template[x].template-id = polling-consumer\n",
                "route x: queue is missing",
                Shop.ROUTES + "listen.http = many\n",
                "listen.http = many",
                Shop.ROUTES + "log.level = LOUD\n",
                "log.level = LOUD",
                Shop.ROUTES + MAIL.replace("queue       = mail\n", "queue       = billing\n"),
                "route orders-to-billing: queue = billing: must be another queue of topic orders");
        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            shop.write(mistake.getKey());
            shop.refused(mistake.getValue());
        }
        shop.write(Shop.ROUTES);
        shop.handlers(Shop.BILL.replace("- bean:", "- been:"));
        shop.refused("bill.camel.yaml:6: been: there is no such step; did you mean bean?");
        shop.handlers(Shop.BILL.replace("ref: seen", "ref: \"unseen"));
        shop.refused("bill.camel.yaml:");
        shop.handlers(Shop.BILL.replace(
                "- bean:\n            ref: seen\n            method: first", "- process:\n            ref: nothing"));
        shop.refused("bill.camel.yaml:6: route invoice: No bean could be found in the registry for: nothing");
        shop.handlers("");
        shop.refused("bill.camel.yaml: is empty");

        assertThat(shop.routes()).isEqualTo(before);
        shop.handlers(Shop.BILL);
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(id));
        assertThat(shop.reload().path("unchanged").asInt()).isEqualTo(4);
    }

    @Test
    void running_handlers_finish_before_their_route_is_replaced() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        shop.hold();
        String id = shop.published("/events/orders");
        await().until(() -> shop.backbone().context().getInflightRepository().size("billing") == 1);
        shop.write(Shop.ROUTES.replace("= 10", "= 20"));

        CompletableFuture<JsonNode> reloading = shop.reloading();
        await().until(((ServiceSupport)
                shop.backbone().context().getRoute("billing").getConsumer())::isSuspended);
        shop.goOn();

        assertThat(change(reloading.get(60, TimeUnit.SECONDS), "billing", "concurrency"))
                .isEqualTo("10 → 20");
        assertThat(shop.first()).containsOnlyOnce(id);
    }

    @Test
    void a_second_reload_is_refused_while_one_is_in_progress() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        shop.hold();
        shop.published("/events/orders");
        await().until(() -> shop.backbone().context().getInflightRepository().size("invoice") == 1);
        shop.handlers(Shop.BILL.replace("method: first", "method: second"));
        CompletableFuture<JsonNode> reloading = shop.reloading();

        await().untilAsserted(() -> assertThat(shop.tryToReload().statusCode()).isEqualTo(409));
        shop.goOn();

        assertThat(reloading.get(60, TimeUnit.SECONDS).path("done").asBoolean()).isTrue();
    }

    @Test
    void a_changed_maximum_event_size_of_a_topic_applies_to_its_publishers() throws Exception {
        String topic = """
                camel.route-template[orders].template-id    = topic
                camel.route-template[orders].topic          = orders
                camel.route-template[orders].maxMessageSize = %d
                """;
        start(Shop.ROUTES + topic.formatted(300_000), Shop.BILL);

        shop.write(Shop.ROUTES + topic.formatted(2_000));
        JsonNode report = shop.reload();

        assertThat(change(report, "publish-orders", "maxMessageSize of its topic"))
                .isEqualTo("300000 → 2000");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(shop.backbone().http() + "/events/orders"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("\"" + "x".repeat(3_000) + "\""))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void a_reload_whose_plan_aws_refuses_leaves_every_route_unchanged() throws Exception {
        start(Shop.ROUTES, Shop.BILL);
        Map<String, Route> before = shop.routes();
        shop.backbone().cloud().sns().faults().onEverything().refuse(403, "AuthorizationError");

        shop.write(Shop.ROUTES.replace("types       = OrderPlaced", "types       = OrderPaid"));
        HttpResponse<String> answer = shop.tryToReload();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(shop.routes()).isEqualTo(before);
    }

    @Test
    void a_reload_needs_the_rights_of_an_operator() throws Exception {
        start(Shop.ROUTES, Shop.BILL);

        assertThat(new OperatorClient(shop.backbone().http(), null)
                        .send("POST", "/reload", null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(shop.operator().send("GET", "/reload", null).statusCode()).isEqualTo(404);
    }
}
