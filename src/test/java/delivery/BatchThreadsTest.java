package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When handlers of several messages run, and on how many threads. */
class BatchThreadsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch finish = new CountDownLatch(1);
    private volatile long due = System.nanoTime();

    private final BatchThreads.DueWork source = new BatchThreads.DueWork() {
        @Override
        public Optional<Duration> untilDue() {
            return work.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }

        @Override
        public Optional<Runnable> take() {
            return due > System.nanoTime() ? Optional.empty() : Optional.ofNullable(work.poll());
        }
    };

    @AfterEach
    void stop() {
        finish.countDown();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void work_that_is_due_runs_at_once_on_as_many_threads_as_allowed() {
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            work.add(() -> {
                running.incrementAndGet();
                waitFor(finish);
                done.incrementAndGet();
            });
        }

        new BatchThreads(3, threads, timer).look(source);

        await().untilAsserted(() -> assertThat(running).hasValue(3));
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(running).hasValue(3));
        finish.countDown();
        await().untilAsserted(() -> assertThat(done).hasValue(5));
    }

    @Test
    void work_that_is_due_later_runs_then_without_another_look() {
        due = System.nanoTime() + Duration.ofMillis(300).toNanos();
        work.add(done::incrementAndGet);

        new BatchThreads(3, threads, timer).look(source);

        await().untilAsserted(() -> assertThat(done).hasValue(1));
        assertThat(System.nanoTime() - due).isNotNegative();
    }

    @Test
    void a_thread_that_could_not_be_started_is_tried_again() {
        AtomicInteger refusals = new AtomicInteger(2);
        Executor scarce = task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            threads.execute(task);
        };
        work.add(done::incrementAndGet);

        new BatchThreads(1, scarce, timer).look(source);

        await().untilAsserted(() -> assertThat(done).hasValue(1));
    }

    @Test
    void work_that_throws_does_not_occupy_a_thread() {
        for (int i = 0; i < 3; i++) {
            work.add(() -> {
                throw new IllegalStateException("broken");
            });
        }
        work.add(done::incrementAndGet);

        new BatchThreads(1, threads, timer).look(source);

        await().untilAsserted(() -> assertThat(done).hasValue(1));
    }

    @Test
    void after_a_stop_nothing_runs_and_nothing_fails() {
        work.add(done::incrementAndGet);
        BatchThreads stopped = new BatchThreads(
                1,
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                timer);

        stopped.look(source);
        stopped.look(source);

        assertThat(work).hasSize(1);
        assertThat(done).hasValue(0);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
