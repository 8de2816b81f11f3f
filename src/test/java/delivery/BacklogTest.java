package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

/** The metrics show the number of waiting messages. */
class BacklogTest {
    private static final String ROUTES = """
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:bill
            camel.route-template[billing].concurrency    = 2
            camel.route-template[billing].maxAttempts    = 1
            camel.route-template[to-shipping].template-id = fan-out
            camel.route-template[to-shipping].topic       = orders
            camel.route-template[to-shipping].queue       = shipping
            camel.route-template[shipping].template-id    = polling-consumer
            camel.route-template[shipping].queue          = shipping
            camel.route-template[shipping].handler        = log:shipped?level=TRACE
            """;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Backbone backbone = Backbone.of(ROUTES).routes(new RouteBuilder() {
        @Override
        public void configure() {
            from("direct:bill").process(exchange -> {
                String body = exchange.getMessage().getBody(String.class);
                if (body.equals("bad")) {
                    throw new IllegalStateException("the till is closed");
                } else if (!body.equals("quick")) {
                    gate.await();
                }
            });
        }
    });

    @AfterEach
    void stop() {
        gate.countDown();
        backbone.close();
    }

    @Test
    void waiting_messages_are_counted_by_queue_and_by_handler() {
        start("1s");
        send("quick");
        for (int i = 0; i < 12; i++) {
            send("slow");
        }

        await().untilAsserted(() -> {
            double visible = gauge("caravan.queue.messages", "queue", "billing", "state", "visible");
            assertThat(visible).isBetween(1.0, 10.0);
            assertThat(visible + gauge("caravan.queue.messages", "queue", "billing", "state", "in_flight"))
                    .isEqualTo(12);
            assertThat(gauge("caravan.queue.messages", "queue", "billing", "state", "delayed"))
                    .isZero();
            assertThat(gauge("caravan.backlog.per.handler", "route", "billing")).isEqualTo(visible / 2);
            assertThat(gauge("caravan.behind.seconds", "route", "billing")).isPositive();
        });
        gate.countDown();

        await().untilAsserted(() -> {
            assertThat(gauge("caravan.backlog.per.handler", "route", "billing")).isZero();
            assertThat(gauge("caravan.behind.seconds", "route", "billing")).isZero();
        });
    }

    @Test
    void a_handler_of_batches_counts_for_each_event_of_a_batch() {
        backbone.property("camel.route-template[billing].batch", "5");
        start("1s");

        for (int i = 0; i < 24; i++) {
            send("slow");
        }

        await().untilAsserted(() -> {
            double visible = gauge("caravan.queue.messages", "queue", "billing", "state", "visible");
            assertThat(visible + gauge("caravan.queue.messages", "queue", "billing", "state", "in_flight"))
                    .isEqualTo(24);
            assertThat(visible).isPositive();
            assertThat(gauge("caravan.backlog.per.handler", "route", "billing")).isEqualTo(visible / 10);
        });
    }

    @Test
    void dead_letters_are_counted_and_not_received() {
        start("1s");
        send("bad");

        await().untilAsserted(() ->
                assertThat(gauge("caravan.dead.letters", "queue", "billing")).isEqualTo(1));
        assertThat(backbone.cloud().sqs().calls("ReceiveMessage"))
                .noneMatch(call -> call.body().path("QueueUrl").asText().endsWith("billing-dead-letters"));
    }

    @Test
    void a_figure_is_unknown_while_sqs_is_unavailable() {
        start("1s");
        await().untilAsserted(() ->
                assertThat(gauge("caravan.dead.letters", "queue", "billing")).isZero());

        backbone.cloud().sqs().faults().on("GetQueueAttributes").unavailable();
        await().untilAsserted(() ->
                assertThat(gauge("caravan.dead.letters", "queue", "billing")).isNaN());
        backbone.cloud().sqs().faults().clear();

        await().untilAsserted(() ->
                assertThat(gauge("caravan.dead.letters", "queue", "billing")).isZero());
    }

    @Test
    void each_period_costs_one_request_for_each_queue_and_none_for_a_stopped_route() throws Exception {
        start("1s");
        await().untilAsserted(() -> assertThat(Stream.of("billing", "shipping"))
                .allMatch(queue -> gauge("caravan.dead.letters", "queue", queue) == 0));
        backbone.cloud().reset();

        await().until(() -> asked("billing-dead-letters") >= 3);

        assertThat(asked("billing")).isBetween(3L, 4L);
        assertThat(backbone.cloud().sqs().calls("GetQueueUrl")).isEmpty();
        backbone.context().getRouteController().stopRoute("billing");
        backbone.cloud().reset();
        await().until(() -> asked("shipping") >= 3);
        // This is the round that was running at the stop.
        assertThat(asked("billing")).isLessThanOrEqualTo(1);
    }

    @Test
    void a_backlog_that_is_switched_off_makes_no_calls_and_has_no_figures() {
        start("off");

        assertThat(backbone.context()
                        .getRegistry()
                        .findSingleByType(MeterRegistry.class)
                        .find("caravan.queue.messages")
                        .gauges())
                .isEmpty();
        assertThat(Backlog.of(backbone.context())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "0s", "2h", "-1m", "60", "OFF"})
    void an_invalid_period_stops_the_start_with_one_line(String period) {
        backbone.property("metrics.backlog", period);

        assertThatThrownBy(backbone::start)
                .hasStackTraceContaining(
                        "metrics.backlog = " + period + ": must be off, or a duration such as 1m, from 1s to 1h");
    }

    /** The number of calls that asked SQS for the size of a queue. */
    private long asked(String queue) {
        return backbone.cloud().sqs().calls("GetQueueAttributes").stream()
                .filter(call -> call.body().path("QueueUrl").asText().endsWith("/" + queue))
                .count();
    }

    private void start(String period) {
        backbone.property("metrics.backlog", period).start();
        await().until(() -> Stream.of("billing", "shipping")
                .allMatch(route -> backbone.context().getRoute(route) != null
                        && backbone.context()
                                .getRouteController()
                                .getRouteStatus(route)
                                .isStarted()));
    }

    private void send(String body) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("billing"))
                .queueUrl();
        backbone.aws().sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    private double gauge(String name, String... tags) {
        return backbone.context()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get(name)
                .tags(tags)
                .gauge()
                .value();
    }
}
