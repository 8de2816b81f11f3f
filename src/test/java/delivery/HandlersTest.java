package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quick handlers share a thread, and nobody waits behind a slow one. */
class HandlersTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(10);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch together = new CountDownLatch(10);
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void stop() {
        finish.countDown();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void handlers_that_are_slow_or_not_known_run_beside_each_other_at_once() {
        Handlers handlers = new Handlers(threads, timer, Duration.ofHours(1), Duration.ofHours(1));

        handlers.run(ten(() -> {
            together.countDown();
            wait(together);
            done.incrementAndGet();
        }));

        await().until(() -> done.get() == 10);
    }

    @Test
    void quick_handlers_that_were_received_together_share_a_thread() {
        Handlers handlers = quick(Duration.ofHours(1));
        Set<Thread> used = ConcurrentHashMap.newKeySet();

        handlers.run(ten(() -> {
            used.add(Thread.currentThread());
            done.incrementAndGet();
        }));

        await().until(() -> done.get() == 10);
        assertThat(used).hasSize(1);
    }

    @Test
    void what_waits_behind_one_that_is_slow_for_once_soon_has_a_thread_of_its_own() {
        Handlers handlers = quick(Duration.ofMillis(20));
        List<Runnable> first = List.of(() -> wait(finish));

        handlers.run(Stream.concat(first.stream(), ten(done::incrementAndGet).stream())
                .collect(Collectors.toList()));

        await().until(() -> done.get() == 10);
    }

    /** Those that have been seen to be quick. */
    private Handlers quick(Duration moment) {
        Handlers handlers = new Handlers(threads, timer, Duration.ofSeconds(1), moment);
        for (int seen = 1; seen <= 100; seen++) {
            int one = seen;
            handlers.run(List.of(done::incrementAndGet));
            await().pollInterval(Duration.ofMillis(1)).until(() -> done.get() == one);
        }
        done.set(0);
        return handlers;
    }

    private static List<Runnable> ten(Runnable handler) {
        return Stream.generate(() -> handler).limit(10).toList();
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
