package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No more handlers run at the same time than allowed, and it is known whether they are quick. */
class ConcurrencyTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void stop() {
        finish.countDown();
        threads.shutdownNow();
    }

    @Test
    void no_more_handlers_run_than_there_are_slots_and_waiting_handlers_follow() {
        Concurrency two = new Concurrency(2, Duration.ofHours(1));
        for (int i = 0; i < 10; i++) {
            start(two);
        }

        await().untilAtomic(running, equalTo(2));
        await().during(Duration.ofMillis(200)).untilAtomic(running, equalTo(2));
        assertThat(two.running()).isEqualTo(2);
        finish.countDown();

        await().untilAtomic(done, equalTo(10));
        await().until(() -> two.running() == 0);
    }

    @Test
    void a_failed_handler_frees_its_slot() {
        Concurrency one = new Concurrency(1, Duration.ofHours(1));

        assertThatThrownBy(() -> one.run(() -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);

        assertThat(one.running()).isZero();
    }

    @Test
    void a_handler_whose_wait_is_interrupted_does_not_run() throws Exception {
        Concurrency one = new Concurrency(1, Duration.ofHours(1));
        start(one);
        await().untilAtomic(running, equalTo(1));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> one.run(done::incrementAndGet)).isInstanceOf(InterruptedException.class);
        assertThat(done).hasValue(0);
    }

    @Test
    void handlers_count_as_quick_when_recent_ones_were_quick() throws Throwable {
        Concurrency one = new Concurrency(1, Duration.ofMinutes(1));
        assertThat(one.isQuick()).isFalse();

        for (int i = 0; i < 100; i++) {
            one.run(() -> {});
        }

        assertThat(one.isQuick()).isTrue();
    }

    private void start(Concurrency concurrency) {
        threads.execute(() -> {
            try {
                concurrency.run(() -> {
                    running.incrementAndGet();
                    finish.await();
                    running.decrementAndGet();
                });
                done.incrementAndGet();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
    }
}
