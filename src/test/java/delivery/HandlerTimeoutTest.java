package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that runs longer than its route allows is interrupted and counts as failed. */
class HandlerTimeoutTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger tried = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        never.countDown();
        queue.close();
    }

    @Test
    void a_hanging_handler_is_interrupted_and_its_message_dies_after_the_last_attempt() throws Exception {
        queue.send("placed");

        queue.consume("timeout=100ms&maxAttempts=2&backoff=0s&maxBackoff=0s", exchange -> {
            tried.incrementAndGet();
            never.await();
        });

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(tried).hasValue(2);
        assertThat(queue.deadLetters()
                        .get(0)
                        .messageAttributes()
                        .get("caravan-cause")
                        .stringValue())
                .contains(HandlerTimeoutException.class.getName())
                .contains("timeout = 100ms");
    }

    @Test
    void the_result_of_a_handler_after_its_timeout_is_ignored() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        queue.send("placed");

        queue.consume("timeout=100ms&maxAttempts=1", exchange -> {
            tried.incrementAndGet();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(interrupted).isTrue();
        assertThat(tried).hasValue(1);
    }

    @Test
    void neither_a_handler_that_ends_in_time_nor_the_next_one_is_interrupted() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        queue.sendNumbers(10);

        queue.consume("timeout=1s&concurrency=1", exchange -> {
            if (Thread.interrupted()) {
                interrupted.set(true);
            }
            tried.incrementAndGet();
        });

        await().untilAtomic(tried, equalTo(10));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(interrupted).isFalse();
    }
}
