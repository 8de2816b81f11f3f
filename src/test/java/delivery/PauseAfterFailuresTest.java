package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Work;
import org.apache.camel.Processor;
import org.apache.camel.ValidationException;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A route whose handler fails repeatedly pauses itself, tries one message after a while, and goes on. */
class PauseAfterFailuresTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String IMPATIENT = "&backoff=0s&maxBackoff=0s&maxAttempts=100";

    private final QueueForTests queue = QueueForTests.standard();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final AtomicInteger tried = new AtomicInteger();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final CountDownLatch finish = new CountDownLatch(1);

    private final Processor handler = exchange -> {
        tried.incrementAndGet();
        if (away.get()) {
            throw new IllegalStateException("the service is away");
        }
        handled.add(exchange.getIn().getBody(String.class));
    };

    PauseAfterFailuresTest() {
        queue.context().getRegistry().bind("meters", meters);
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        finish.countDown();
        queue.close();
    }

    @Test
    void failures_in_a_row_pause_the_route_and_its_polls() throws Exception {
        queue.sendNumbers(20);

        queue.consume("pauseAfter=3&pauseFor=1h&concurrency=1" + IMPATIENT, handler);

        await().until(this::isPaused);
        int before = tried.get();
        await().untilAsserted(() -> assertThat(queue.openReceives()).isZero());
        int receives = queue.proxy().count("ReceiveMessage");
        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(queue.visible()).isEqualTo(20));
        assertThat(before).isEqualTo(3);
        assertThat(tried).hasValue(before);
        assertThat(queue.proxy().count("ReceiveMessage")).isEqualTo(receives);
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void unstarted_messages_return_to_the_queue_without_an_attempt() throws Exception {
        queue.send("0", Map.of("ce_id", "first"));

        queue.consume("pauseAfter=1&pauseFor=1h&concurrency=1" + IMPATIENT, exchange -> {
            for (int i = 0; i < 5; i++) {
                queue.send("more", Map.of("ce_id", "more-" + i));
            }
            await().until(() -> queue.visible() + queue.inFlight() == 6);
            throw new IllegalStateException("the service is away");
        });

        await().until(this::isPaused);
        await().untilAsserted(() -> assertThat(queue.visible()).isEqualTo(6));
        assertThat(attempts("first")).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            assertThat(attempts("more-" + i)).isZero();
        }
    }

    @Test
    void after_the_pause_one_message_is_tried_and_its_success_resumes_the_route() throws Exception {
        queue.sendNumbers(10);
        queue.consume("pauseAfter=2&pauseFor=1s&concurrency=1" + IMPATIENT, handler);
        await().until(this::isPaused);

        await().untilAsserted(() -> assertThat(tried).hasValueGreaterThanOrEqualTo(3));
        assertThat(isPaused()).isTrue();
        away.set(false);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(10));
        await().untilAsserted(() -> assertThat(isPaused()).isFalse());
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(meters.get("caravan.consumer.self.pauses").counter().count()).isEqualTo(1);
    }

    @Test
    void a_half_open_circuit_tries_one_message_whatever_the_concurrency() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean hang = new AtomicBoolean();
        queue.sendNumbers(30);
        queue.consume("pauseAfter=1&pauseFor=1s&concurrency=10&maxPollers=5" + IMPATIENT, exchange -> {
            tried.incrementAndGet();
            if (!hang.get()) {
                throw new IllegalStateException("the service is away");
            }
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                finish.await();
            } finally {
                atOnce.decrementAndGet();
            }
        });
        await().until(this::isPaused);
        await().untilAsserted(() -> assertThat(queue.visible()).isEqualTo(30));

        hang.set(true);

        await().untilAsserted(() -> assertThat(atOnce).hasValue(1));
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(most).hasValue(1));
        assertThat(queue.inFlight()).isEqualTo(1);
        finish.countDown();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    @Test
    void a_share_of_failures_pauses_the_route() throws Exception {
        AtomicInteger number = new AtomicInteger();
        queue.sendNumbers(60);

        queue.consume("pauseAfter=RAW(50% in 1m)&pauseFor=1h&concurrency=1" + IMPATIENT, exchange -> {
            tried.incrementAndGet();
            if (number.getAndIncrement() % 2 == 0) {
                throw new IllegalStateException("the service is half away");
            }
        });

        await().until(this::isPaused);
        assertThat(tried)
                .hasValueGreaterThanOrEqualTo(PauseAfter.LEAST_HANDLERS)
                .hasValueLessThanOrEqualTo(PauseAfter.LEAST_HANDLERS + 2);
    }

    @Test
    void permanent_failures_do_not_count() throws Exception {
        queue.sendNumbers(5);

        queue.consume("pauseAfter=2&pauseFor=1h&concurrency=1" + IMPATIENT, exchange -> {
            throw new ValidationException(exchange, "is no order");
        });

        await().untilAsserted(() -> assertThat(queue.visibleDeadLetters()).isEqualTo(5));
        assertThat(isPaused()).isFalse();
    }

    @Test
    void an_unavailable_service_with_a_retry_after_pauses_the_route_at_once() throws Exception {
        queue.sendNumbers(5);

        queue.consume("pauseAfter=100&pauseFor=1h&concurrency=1&maxAttempts=100&maxBackoff=1m", exchange -> {
            tried.incrementAndGet();
            if (away.getAndSet(false)) {
                throw new HttpOperationFailedException(
                        "http://bill", 503, "Unavailable", null, Map.of("Retry-After", "2"), "");
            }
            handled.add(exchange.getIn().getBody(String.class));
        });

        await().until(this::isPaused);
        assertThat(tried).hasValue(1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(5));
    }

    @Test
    void health_is_up_and_reports_the_degraded_route_with_the_reason() throws Exception {
        queue.send("placed");

        queue.consume("pauseAfter=1&pauseFor=1h" + IMPATIENT, handler);

        await().until(this::isPaused);
        PollHealth health = new PollHealth(consumer());
        HealthCheck.Result result = health.call();
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails()).containsEntry("degraded", true);
        assertThat(result.getMessage().orElseThrow())
                .contains("billing")
                .contains("a handler has failed")
                .contains("the service is away");
        assertThat(meters.get("caravan.consumer.self.paused").gauge().value()).isEqualTo(1);
    }

    @Test
    void a_paused_route_stops_quickly_and_a_start_begins_anew() throws Exception {
        queue.sendNumbers(3);
        queue.consume("pauseAfter=1&pauseFor=1h&concurrency=1" + IMPATIENT, handler);
        await().until(this::isPaused);

        queue.stopRoute();
        away.set(false);
        queue.startRoute();

        await().untilAsserted(() -> assertThat(handled).hasSize(3));
    }

    @Test
    void a_suspended_route_does_not_begin_to_poll_when_its_own_pause_is_over() throws Exception {
        queue.sendNumbers(3);
        queue.consume("pauseAfter=1&pauseFor=1s&concurrency=1" + IMPATIENT, handler);
        await().until(this::isPaused);

        ServiceHelper.suspendService(consumer());
        int before = tried.get();

        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(tried.get() - before).isLessThanOrEqualTo(1));
        away.set(false);
        ServiceHelper.resumeService(consumer());
        await().untilAsserted(() -> assertThat(handled).hasSize(3));
    }

    private QueueConsumer consumer() {
        return (QueueConsumer) queue.context().getRoute("billing").getConsumer();
    }

    private boolean isPaused() {
        return consumer().selfPause().isPresent();
    }

    private int attempts(String event) {
        AttributeValue attempts =
                TABLE.item(new Work(event, "", queue.name(), "", 1)).get("attempts");
        return attempts == null ? 0 : Integer.parseInt(attempts.n());
    }
}
