package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A route starts handlers no faster than its rate, and receives no message that would have to wait. */
class RateTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Long> begins = new CopyOnWriteArrayList<>();
    private final Processor handler = exchange -> begins.add(System.nanoTime());
    private QueueForTests queue = QueueForTests.standard();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void handlers_started_in_a_second_exceed_the_rate_by_a_fifth_at_most() throws Exception {
        queue.sendNumbers(60);

        queue.consume("rate=20/s&maxPollers=5", handler);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(begins).hasSize(60));
        assertThat(mostIn(Duration.ofSeconds(1))).isBetween(15, 20 + 4 + 1);
    }

    @Test
    void messages_above_the_rate_wait_in_the_queue() throws Exception {
        queue.sendNumbers(30);

        queue.consume("rate=6/m&concurrency=20", handler);

        await().untilAsserted(() -> assertThat(begins).hasSize(1));
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(queue.inFlight()).isLessThanOrEqualTo(1));
        assertThat(begins).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void the_messages_of_a_group_keep_the_rate_though_they_were_received_together() throws Exception {
        queue.close();
        queue = QueueForTests.fifo();
        CountDownLatch first = new CountDownLatch(1);
        queue.sendToGroup("a", "0", "1", "2", "3", "4", "5", "6", "7");

        queue.consume("rate=20/s", exchange -> {
            begins.add(System.nanoTime());
            if (exchange.getIn().getBody(String.class).equals("0")) {
                first.await(3, TimeUnit.SECONDS);
            }
        });

        await().untilAsserted(() -> assertThat(begins).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.inFlight()).isGreaterThan(1));
        first.countDown();
        await().untilAsserted(() -> assertThat(begins).hasSize(8));
        assertThat(mostIn(Duration.ofMillis(100))).isLessThanOrEqualTo(4 + 2 + 1);
    }

    @Test
    void a_stop_does_not_wait_for_the_rate() throws Exception {
        queue.context().getRegistry().bind("meters", meters);
        queue.sendNumbers(20);
        queue.consume("rate=1/m", handler);
        await().untilAsserted(() -> assertThat(begins).hasSize(1));

        long begin = System.nanoTime();
        queue.stopRoute();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        await().untilAsserted(() -> assertThat(queue.visible()).isEqualTo(19));
        assertThat(queue.inFlight()).isZero();
        assertThat(meters.get("caravan.rate.waits")
                        .tag("route", "billing")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void a_restarted_route_keeps_its_rate() throws Exception {
        queue.sendNumbers(10);
        queue.consume("rate=5/s", handler);
        await().untilAsserted(() -> assertThat(begins).hasSizeGreaterThan(1));

        queue.stopRoute();
        queue.startRoute();

        await().untilAsserted(() -> assertThat(begins).hasSize(10));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    private int mostIn(Duration window) {
        return begins.stream()
                .mapToInt(from -> (int) begins.stream()
                        .filter(begin -> begin - from >= 0 && begin - from < window.toNanos())
                        .count())
                .max()
                .orElse(0);
    }
}
