package topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Written;
import topology.Topology.Consumer;
import topology.Topology.Publisher;

/** The AWS resources that must exist, derived from the configuration. There is no AWS in this test. */
class TopologyTest {
    @Test
    void has_the_resources_that_the_shipped_routes_need() {
        Topology topology = Written.shipped();

        assertThat(topology.application()).isEqualTo("caravan");
        assertThat(topology.topics()).extracting(Topic::name).containsExactly("order-status.fifo", "orders");
        assertThat(topology.queues())
                .extracting(declared -> declared.queue().name())
                .containsExactly(
                        "app-inbox-dead-letters",
                        "audit-dead-letters",
                        "billing-dead-letters",
                        "order-history-dead-letters.fifo",
                        "shipping-dead-letters",
                        "app-inbox-ana",
                        "audit",
                        "billing",
                        "order-history.fifo",
                        "shipping");
        assertThat(topology.subscriptions())
                .extracting(Subscription::toString)
                .containsExactly(
                        "orders → billing",
                        "orders → shipping",
                        "orders → audit",
                        "order-status.fifo → order-history.fifo",
                        "orders → app-inbox-ana");
        assertThat(topology.publishers())
                .extracting(Publisher::route)
                .containsExactly("publish-orders", "publish-files", "publish-order-status");
        assertThat(topology.consumers())
                .extracting(Consumer::queue)
                .containsExactly(
                        new Queue("billing"),
                        new Queue("shipping"),
                        new Queue("audit"),
                        new Queue("order-history.fifo"));
        assertThat(topology.ledger())
                .hasValueSatisfying(ledger -> assertThat(ledger.table()).isEqualTo("caravan-ledger"));
    }

    @Test
    void merges_the_settings_of_two_routes_for_one_queue() {
        Topology topology = Written.topology("""
                camel.route-template[orders].template-id = fan-out
                camel.route-template[orders].topic       = orders
                camel.route-template[orders].queue       = billing
                camel.route-template[orders].retention   = {{keep}}
                camel.route-template[orders].tags        = team=billing
                camel.route-template[refunds].template-id = fan-out
                camel.route-template[refunds].topic       = refunds
                camel.route-template[refunds].queue       = billing
                camel.route-template[refunds].encryption  = sqs
                keep = 7d
                """);

        DeclaredQueue billing = topology.queue(new Queue("billing")).orElseThrow();
        assertThat(billing.senders()).containsExactly(new Topic("orders"), new Topic("refunds"));
        assertThat(billing.settings().retention()).contains(Duration.ofDays(7));
        assertThat(billing.settings().encryption()).contains(new Encryption("sqs"));
        assertThat(billing.redrive())
                .contains(new DeclaredQueue.RedriveTarget(new Queue("billing-dead-letters"), 100, false, false));
        DeclaredQueue deadLetters =
                topology.queue(new Queue("billing-dead-letters")).orElseThrow();
        assertThat(deadLetters.senders()).isEqualTo(billing.senders());
        assertThat(deadLetters.settings().retention()).isEmpty();
        assertThat(deadLetters.settings().encryption()).contains(new Encryption("sqs"));
        assertThat(deadLetters.settings().tags()).containsEntry("team", "billing");
    }

    @Test
    void has_the_queue_for_what_cannot_be_delivered_to_an_endpoint() {
        Topology topology = Written.topology("""
                camel.route-template[mail].template-id = fan-out
                camel.route-template[mail].topic       = orders
                camel.route-template[mail].protocol    = email
                camel.route-template[mail].endpoint    = bills@example.com
                camel.route-template[mail].deadLetters = undelivered
                camel.route-template[look].template-id = fan-out
                camel.route-template[look].topic       = looks
                camel.route-template[look].queue       = undelivered
                """);

        assertThat(topology.queues())
                .extracting(declared -> declared.queue().name())
                .containsExactly("undelivered-dead-letters", "undelivered");
        assertThat(topology.queue(new Queue("undelivered")).orElseThrow().senders())
                .containsExactlyInAnyOrder(new Topic("orders"), new Topic("looks"));
    }

    @Test
    void has_a_topic_that_is_only_published_to_and_one_of_others() {
        Topology topology = Written.topology("""
                camel.main.name = shop
                camel.route-template[in].template-id = publish
                camel.route-template[in].from        = direct:in
                camel.route-template[in].topic       = orders
                camel.route-template[theirs].template-id = fan-out
                camel.route-template[theirs].topic       = arn:aws:sns:us-east-1:999999999999:stock
                camel.route-template[theirs].queue       = stock
                """);

        assertThat(topology.application()).isEqualTo("shop");
        assertThat(topology.topics())
                .containsExactly(new Topic("arn:aws:sns:us-east-1:999999999999:stock"), new Topic("orders"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            billing      | 5  |
            billing      | 4  | at least 5, maxAttempts of route billing
            billing.fifo | 50 |
            billing.fifo | 49 | at least 50, ten times maxAttempts of route billing
            """)
    void a_maximum_receive_count_below_the_attempts_is_refused_or_below_ten_times_them_in_order(
            String queue, int receives, String allowed) {
        String fifo = queue.endsWith(".fifo") ? ".fifo" : "";
        Exception refused = catchException(() -> Written.topology(
                """
                camel.route-template[orders].template-id     = fan-out
                camel.route-template[orders].topic           = orders%1$s
                camel.route-template[orders].queue           = %2$s
                camel.route-template[orders].maxReceiveCount = %3$d
                camel.route-template[billing].template-id = %4$s
                camel.route-template[billing].queue       = %2$s
                camel.route-template[billing].handler     = mock:bill
                camel.route-template[billing].maxAttempts = 5
                """.formatted(fifo, queue, receives, fifo.isEmpty() ? "polling-consumer" : "fifo-consumer")));

        assertThat(Optional.ofNullable(refused)
                        .flatMap(ConfigurationException::in)
                        .map(Throwable::getMessage))
                .isEqualTo(Optional.ofNullable(allowed)
                        .map(least -> "route orders: maxReceiveCount = %d: must be %s".formatted(receives, least)));
    }

    @Test
    void is_not_read_from_a_configuration_that_is_refused() {
        Exception refused = catchException(() -> Written.topology("""
                camel.route-template[orders].template-id = fan-out
                camel.route-template[orders].topic       = orders
                """));

        assertThat(ConfigurationException.in(refused).map(Throwable::getMessage))
                .isEqualTo(Optional.of("route orders: queue is missing: must be given, or protocol and endpoint"));
    }
}
