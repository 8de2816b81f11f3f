package reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import deadletters.RefusedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload leaves behind if it fails after its checks. */
class ReloadFailuresTest {
    private static final String BRITTLE = Shop.BILL.replace("""
                    - bean:
                        ref: seen
                        method: first
            """, """
                    - bean:
                        beanType: reload.ReloadFailuresTest$Brittle
                        method: handle
            """);

    @TempDir
    private Path folder;

    private Shop shop;

    @AfterEach
    void stop() {
        if (shop != null) {
            shop.close();
        }
    }

    /** A handler that can be instantiated once, by the checks, and not a second time. */
    public static final class Brittle {
        private static final AtomicInteger MADE = new AtomicInteger();

        public Brittle() {
            if (MADE.incrementAndGet() == 2) {
                throw new IllegalStateException("there was one before");
            }
        }

        public void handle(String body) {
            assertThat(body).isNotEmpty();
        }
    }

    @Test
    void a_route_that_cannot_be_created_brings_all_former_routes_back() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);
        Brittle.MADE.set(0);

        shop.write(Shop.ROUTES.replace("= 10", "= 20").replace("OrderPlaced\n\n", "OrderPlaced, OrderPaid\n\n"));
        shop.handlers(BRITTLE);
        shop.refused("there was one before");

        JsonNode trail = shop.operator().get("/audit?operation=reload", "/caravan/audit");
        assertThat(trail.path("entries"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("outcome").asText())
                        .startsWith("failed: ")
                        .contains("there was one before"));
        String id = shop.published("/events/orders");
        await().untilAsserted(() -> assertThat(shop.first()).contains(id));
        JsonNode billing = shop.operator().get("/routes/billing", "/caravan/routes/{id}");
        assertThat(billing.path("settings").toString()).contains("\"concurrency\",\"value\":\"10\"");
        shop.write(Shop.ROUTES.replace("= 10", "= 20"));
        shop.handlers(Shop.BILL);
        assertThat(shop.reload().path("done").asBoolean()).isTrue();
    }

    @Test
    void a_route_that_cannot_start_yet_is_reported_and_retried_and_the_others_run() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);
        Map<String, Route> before = shop.routes();

        shop.write(Shop.ROUTES + """
                camel.route-template[mail].template-id = polling-consumer
                camel.route-template[mail].queue       = mail-of-others
                camel.route-template[mail].handler     = direct:invoice
                """);
        JsonNode report = shop.reload();

        assertThat(report.path("notStarted").findValuesAsText("route")).containsExactly("mail");
        assertThat(report.path("notStarted").toString()).contains("QueueDoesNotExist");
        assertThat(shop.routes()).containsAllEntriesOf(before);
        shop.backbone().aws().sqs().createQueue(request -> request.queueName("mail-of-others"));
        await().untilAsserted(() -> assertThat(shop.state("mail")).isEqualTo("Started"));
    }

    @Test
    void a_route_that_never_started_can_be_removed() throws Exception {
        shop = new Shop(folder).start(Shop.ROUTES, Shop.BILL);
        shop.write(Shop.ROUTES + """
                camel.route-template[mail].template-id = polling-consumer
                camel.route-template[mail].queue       = mail-of-others
                camel.route-template[mail].handler     = direct:invoice
                """);
        shop.reload();

        shop.write(Shop.ROUTES);
        JsonNode report = shop.reload();

        assertThat(report.path("removed").toString()).isEqualTo("[\"mail\"]");
        assertThat(report.path("notStarted")).isEmpty();
        assertThat(shop.state("mail")).isEqualTo("null");
        shop.backbone().aws().sqs().createQueue(request -> request.queueName("mail-of-others"));
        assertThat(shop.reload().path("unchanged").asInt()).isEqualTo(4);
    }

    @Test
    void an_application_that_does_not_run_reloads_nothing() {
        Reload reload = new Reload(
                new DefaultCamelContext(),
                () -> {
                    throw new AssertionError("nothing must be read");
                },
                null);

        assertThatThrownBy(() -> reload.now(false, "ana"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the application starts or stops; nothing is changed");
    }
}
