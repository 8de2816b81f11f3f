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
    void never_more_run_at_once_than_there_may_be_and_the_others_run_when_those_have_ended() {
        Concurrency two = new Concurrency(2, Duration.ofHours(1));
        for (int i = 0; i < 10; i++) {
            start(two);
        }

        await().untilAtomic(running, equalTo(2));
        await().during(Duration.ofMillis(200)).untilAtomic(running, equalTo(2));
        assertThat(two.isFree()).isFalse();
        finish.countDown();

        await().untilAtomic(done, equalTo(10));
        await().until(two::isFree);
    }

    @Test
    void one_that_fails_leaves_its_place() {
        Concurrency one = new Concurrency(1, Duration.ofHours(1));

        assertThatThrownBy(() -> one.run(() -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);

        assertThat(one.isFree()).isTrue();
    }

    @Test
    void who_is_interrupted_while_he_waits_runs_nothing() throws Exception {
        Concurrency one = new Concurrency(1, Duration.ofHours(1));
        start(one);
        await().untilAtomic(running, equalTo(1));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> one.run(done::incrementAndGet)).isInstanceOf(InterruptedException.class);
        assertThat(done).hasValue(0);
    }

    @Test
    void they_are_quick_when_they_were_of_late() throws Throwable {
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
