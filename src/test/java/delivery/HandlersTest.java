package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quick handlers of one receive share a thread. No handler waits behind a slow one. */
class HandlersTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(10);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Concurrency concurrency = new Concurrency(1, Duration.ofHours(1));
    private final Set<Thread> used = ConcurrentHashMap.newKeySet();
    private final CountDownLatch together = new CountDownLatch(10);
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void stop() {
        finish.countDown();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void slow_and_unknown_handlers_have_a_thread_each() {
        Handlers handlers = new Handlers(threads, concurrency, timer, Duration.ofHours(1), Duration.ofHours(1));

        run(handlers, ten(() -> {
            together.countDown();
            wait(together);
            work();
        }));

        await().until(() -> ended.get() == 10);
        assertThat(done).hasValue(10);
    }

    @Test
    void quick_handlers_of_one_poll_share_a_thread() {
        run(quick(Duration.ofHours(1)), ten(this::work));

        await().until(() -> ended.get() == 10);
        assertThat(done).hasValue(10);
        assertThat(used).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void handlers_behind_a_suddenly_slow_one_soon_get_threads_of_their_own() {
        run(quick(Duration.ofMillis(20)), Stream.concat(Stream.of(() -> wait(finish)), ten(this::work)));

        await().until(() -> ended.get() == 10);
        assertThat(done).hasValue(10);
    }

    @Test
    void when_no_thread_can_be_started_the_current_one_runs_all_handlers() {
        threads.shutdownNow();
        ExecutorService none = Executors.newCachedThreadPool(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        Handlers handlers = new Handlers(none, concurrency, timer, Duration.ofHours(1), Duration.ofHours(1));

        run(handlers, ten(this::work));

        assertThat(ended).hasValue(10);
        assertThat(used).containsExactly(Thread.currentThread());
    }

    private void run(Handlers handlers, Stream<Runnable> what) {
        handlers.run(what.<Runnable>map(handler -> () -> {
                    handler.run();
                    ended.incrementAndGet();
                })
                .toList());
    }

    /** Handlers that are known to be quick. */
    private Handlers quick(Duration moment) {
        Handlers handlers = new Handlers(threads, concurrency, timer, Duration.ofSeconds(1), moment);
        for (int seen = 1; seen <= 100; seen++) {
            int one = seen;
            run(handlers, Stream.of(() -> {}));
            await().pollInterval(Duration.ofMillis(1)).until(() -> ended.get() == one);
        }
        ended.set(0);
        return handlers;
    }

    private void work() {
        used.add(Thread.currentThread());
        done.incrementAndGet();
    }

    private static Stream<Runnable> ten(Runnable handler) {
        return Stream.generate(() -> handler).limit(10);
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
