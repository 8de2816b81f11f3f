package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metrics show how long handlers take, and the outcomes of messages. */
class DeliveryMetricsTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final QueueForTests queue = QueueForTests.standard();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    DeliveryMetricsTest() {
        queue.context().getRegistry().bind("meters", meters);
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void handlers_are_timed_and_the_outcomes_of_messages_counted() throws Exception {
        queue.send("good");
        queue.send("bad");

        queue.consume("maxAttempts=2&backoff=100ms", exchange -> {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
                    .join();
            if ("bad".equals(exchange.getIn().getBody())) {
                throw new IllegalStateException("till is closed");
            }
        });

        await().untilAsserted(() -> assertThat(ended("dead")).isEqualTo(1));
        assertThat(ended("handled")).isEqualTo(1);
        assertThat(ended("failed")).isEqualTo(1);
        assertThat(ended("duplicate")).isZero();
        assertThat(handlers()).isEqualTo(3);
        assertThat(meters.get("caravan.handler").tag("route", "billing").timer().mean(TimeUnit.MILLISECONDS))
                .isGreaterThanOrEqualTo(20);
    }

    @Test
    void a_message_that_was_handled_before_is_counted_as_a_duplicate_and_no_handler_is_timed() throws Exception {
        queue.proxy().faults().on("DeleteMessageBatch").internalError();
        queue.send("placed");

        queue.consume("visibilityTimeout=1s", exchange -> {});

        await().untilAsserted(() -> assertThat(ended("duplicate")).isPositive());
        assertThat(ended("handled")).isEqualTo(1);
        assertThat(handlers()).isEqualTo(1);
    }

    @Test
    void metrics_continue_when_the_route_is_started_again() throws Exception {
        queue.send("one");
        queue.consume("", exchange -> {});
        await().untilAsserted(() -> assertThat(ended("handled")).isEqualTo(1));

        queue.context().getRouteController().stopRoute("billing");
        queue.send("two");
        queue.context().getRouteController().startRoute("billing");

        await().untilAsserted(() -> assertThat(ended("handled")).isEqualTo(2));
        assertThat(handlers()).isEqualTo(2);
    }

    private double ended(String end) {
        return meters.get("caravan.deliveries")
                .tag("route", "billing")
                .tag("end", end)
                .counter()
                .count();
    }

    private long handlers() {
        return meters.get("caravan.handler").tag("route", "billing").timer().count();
    }
}
