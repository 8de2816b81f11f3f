package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import local.faults.Call;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message stays in flight while its handler works. */
class HeartbeatTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicReference<String> receiptHandle = new AtomicReference<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /** Works until the test says so. */
    private final Processor handler = exchange -> {
        started.incrementAndGet();
        receiptHandle.set(exchange.getIn().getHeader("CamelAwsSqsReceiptHandle", String.class));
        try {
            finish.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
        }
    };

    @AfterEach
    void stop() {
        finish.countDown();
        queue.close();
    }

    @Test
    void a_handler_of_three_times_the_visibility_timeout_runs_once() throws Exception {
        queue.send("placed");

        queue.consume("visibilityTimeout=1s", exchange -> {
            started.incrementAndGet();
            finish.await(3, TimeUnit.SECONDS);
        });

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
        assertThat(queue.batches("DeleteMessageBatch")).containsExactly(1);
    }

    @Test
    void renewals_share_calls() throws Exception {
        queue.sendNumbers(10);

        queue.consume("visibilityTimeout=3s", handler);
        await().untilAsserted(() -> assertThat(renewals()).hasSizeGreaterThanOrEqualTo(2));

        assertThat(queue.batches("ChangeMessageVisibilityBatch")).containsOnly(10);
        assertThat(queue.visibilityTimeouts()).containsOnly(3);
        assertThat(started).hasValue(10);
    }

    @Test
    void a_renewal_that_fails_is_tried_again_in_time() throws Exception {
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").times(2).failEntries(position -> true);
        queue.send("placed");

        queue.consume("visibilityTimeout=3s", handler);

        await().untilAsserted(() -> assertThat(renewals()).hasSizeGreaterThan(4));
        assertThat(started).hasValue(1);
        assertThat(queue.inFlight()).isEqualTo(1);
        assertThat(interrupted).isFalse();
    }

    @Test
    void a_renewal_call_that_sqs_refuses_as_a_whole_interrupts_no_handler() throws Exception {
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").times(1).refuse(403, "ExpiredToken");
        queue.send("placed");

        queue.consume("visibilityTimeout=3s", handler);

        await().untilAsserted(() -> assertThat(renewals()).hasSizeGreaterThan(2));
        assertThat(interrupted).isFalse();
    }

    @Test
    void an_invalid_receipt_handle_interrupts_the_handler_of_its_message() throws Exception {
        queue.send("placed");
        queue.consume("visibilityTimeout=2s", handler);
        await().untilAtomic(started, equalTo(1));

        queue.sqs().deleteMessage(request -> request.queueUrl(queue.url()).receiptHandle(receiptHandle.get()));

        await().untilTrue(interrupted);
        await().during(Duration.ofMillis(500)).untilAsserted(() -> {
            assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
            assertThat(renewals()).hasSize(1);
        });
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void a_message_that_cannot_be_renewed_in_time_is_handled_again() throws Exception {
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").internalError();
        queue.send("placed");

        queue.consume("visibilityTimeout=2s", handler);

        await().untilTrue(interrupted);
        queue.proxy().faults().clear();
        await().untilAtomic(started, equalTo(2));
        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    @Test
    void no_renewal_is_sent_after_a_message_was_returned_to_the_queue() throws Exception {
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").times(1).hold();
        queue.send("placed");
        queue.consume("visibilityTimeout=2s&backoff=60s", exchange -> {
            started.incrementAndGet();
            finish.await();
            throw new IllegalStateException("till is closed");
        });

        await().untilAsserted(() -> assertThat(renewals()).hasSize(1));
        finish.countDown();

        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(renewals()).hasSize(1));
        queue.proxy().faults().clear();
        await().untilAsserted(() -> assertThat(renewals()).hasSize(2));
        assertThat(queue.visibilityTimeouts().get(0)).isEqualTo(2);
        assertThat(queue.visibilityTimeouts().get(1)).isGreaterThanOrEqualTo(60);
        // Renewals come every two thirds of a second.
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(renewals()).hasSize(2));
    }

    private List<Call> renewals() {
        return queue.proxy().calls("ChangeMessageVisibilityBatch");
    }

    @Test
    void a_hanging_handler_is_reported_by_health_and_a_metric() throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        queue.context().getRegistry().bind("meters", meters);
        HealthCheckRegistry registry = HealthCheckRegistry.get(queue.context());
        registry.register(registry.resolveById("consumers"));
        queue.send("placed");

        queue.consume("visibilityTimeout=1s&concurrency=1", handler);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(meters.get("caravan.handlers.stuck")
                                .tag("route", "billing")
                                .gauge()
                                .value())
                        .isOne());
        HealthCheck.Result health = HealthCheckHelper.invokeReadiness(queue.context()).stream()
                .filter(result -> result.getCheck().getId().equals("consumer:billing"))
                .findFirst()
                .orElseThrow();
        assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.getMessage()).hasValue("Route billing has 1 of 1 handlers that seem to hang");
    }
}
