package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executors that share threads and nothing else. */
class BorrowedThreadsTest {
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @AfterEach
    void stop() {
        end.countDown();
        pool.shutdownNow();
        timers.shutdownNow();
    }

    @Test
    void the_shutdown_of_one_executor_leaves_the_tasks_of_another_running() throws Exception {
        ExecutorService one = new BorrowedThreads(pool);
        ExecutorService other = new BorrowedThreads(pool);
        CountDownLatch begun = new CountDownLatch(2);
        AtomicBoolean othersInterrupted = new AtomicBoolean();
        one.execute(() -> waitUntilTheEnd(begun, interrupted));
        other.execute(() -> waitUntilTheEnd(begun, othersInterrupted));
        begun.await();

        one.shutdownNow();

        assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(othersInterrupted).isFalse();
        assertThat(other.isShutdown()).isFalse();
        assertThatThrownBy(() -> one.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void a_shutdown_waits_for_running_tasks() throws Exception {
        ExecutorService one = new BorrowedThreads(pool);
        CountDownLatch begun = new CountDownLatch(1);
        one.execute(() -> waitUntilTheEnd(begun, interrupted));
        begun.await();

        one.shutdown();

        assertThat(one.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
        end.countDown();
        assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(one.isTerminated()).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void an_interrupted_task_leaves_its_thread_uninterrupted() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        ExecutorService one = new BorrowedThreads(single);
        one.execute(() -> Thread.currentThread().interrupt());

        AtomicBoolean flag = new AtomicBoolean(true);
        single.submit(() -> flag.set(Thread.currentThread().isInterrupted())).get();

        assertThat(flag).isFalse();
        single.shutdownNow();
    }

    @Test
    void a_task_that_gets_no_thread_does_not_count_as_running() {
        ExecutorService one = new BorrowedThreads(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThatThrownBy(() -> one.execute(() -> {})).isInstanceOf(OutOfMemoryError.class);

        one.shutdown();
        assertThat(one.isTerminated()).isTrue();
    }

    @Test
    void a_timer_that_is_shut_down_runs_nothing_more_and_another_timer_continues() {
        ScheduledExecutorService one = new BorrowedTimer(timers);
        ScheduledExecutorService other = new BorrowedTimer(timers);
        AtomicInteger ofOne = new AtomicInteger();
        AtomicInteger ofOther = new AtomicInteger();
        one.scheduleWithFixedDelay(ofOne::incrementAndGet, 1, 1, TimeUnit.MILLISECONDS);
        other.scheduleWithFixedDelay(ofOther::incrementAndGet, 1, 1, TimeUnit.MILLISECONDS);
        await().until(() -> ofOne.get() > 2 && ofOther.get() > 2);

        one.shutdownNow();
        one.schedule(ofOne::incrementAndGet, 1, TimeUnit.MILLISECONDS);

        // A task that runs at this moment may still end.
        int atMost = ofOne.get() + 1;
        int before = ofOther.get();
        await().until(() -> ofOther.get() > before + 20);
        assertThat(ofOne.get()).isLessThanOrEqualTo(atMost);
    }

    private void waitUntilTheEnd(CountDownLatch begun, AtomicBoolean wasInterrupted) {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            wasInterrupted.set(true);
        }
    }
}
