package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import delivery.Handlers.Receiver;
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

/** Quick handlers share a thread: the receiver's thread, if that has time. No handler waits behind a slow one. */
class HandlersTest {
    private static final Receiver BUSY = new Receiver(Duration.ZERO, () -> {
        throw new AssertionError("Who runs nothing need not be relieved");
    });

    private final ExecutorService threads = Executors.newFixedThreadPool(10);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger relieved = new AtomicInteger();
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
    void handlers_that_are_slow_or_not_known_run_beside_each_other_at_once() {
        Handlers handlers = new Handlers(threads, concurrency, timer, Duration.ofHours(1), Duration.ofHours(1));

        run(handlers, idle(), ten(() -> {
            together.countDown();
            wait(together);
            work();
        }));

        await().until(() -> ended.get() == 10);
        assertThat(done).hasValue(10);
    }

    @Test
    void quick_handlers_that_were_received_together_share_a_thread() {
        run(quick(Duration.ofHours(1)), BUSY, ten(this::work));

        await().until(() -> ended.get() == 10);
        assertThat(done).hasValue(10);
        assertThat(used).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void they_run_on_the_receiving_thread_if_it_can_be_spared_for_so_long() {
        run(quick(Duration.ofHours(1)), idle(), ten(this::work));

        assertThat(done).hasValue(10);
        assertThat(ended).hasValue(10);
        assertThat(used).containsExactly(Thread.currentThread());
        assertThat(relieved).hasValue(0);
    }

    @Test
    void what_waits_behind_one_that_is_slow_for_once_soon_has_a_thread_of_its_own() {
        run(quick(Duration.ofMillis(20)), BUSY, Stream.concat(Stream.of(() -> wait(finish)), ten(this::work)));

        await().until(() -> ended.get() == 10);
        assertThat(done).hasValue(10);
    }

    @Test
    void a_receiver_that_is_held_up_by_one_is_relieved_and_what_waits_behind_it_has_threads_of_its_own() {
        Handlers handlers = quick(Duration.ofMillis(20));
        Thread receiver =
                new Thread(() -> run(handlers, idle(), Stream.concat(Stream.of(() -> wait(finish)), ten(this::work))));

        receiver.start();

        await().until(() -> relieved.get() == 1);
        await().until(() -> ended.get() == 10);
        assertThat(receiver.isAlive()).isTrue();
        finish.countDown();
        await().until(() -> ended.get() == 11);
        assertThat(relieved).hasValue(1);
    }

    @Test
    void a_receiver_does_not_wait_until_it_may_run_one() throws Exception {
        Handlers handlers = quick(Duration.ofHours(1));
        CountDownLatch begun = new CountDownLatch(1);
        threads.execute(() -> inConcurrency(() -> {
            begun.countDown();
            wait(finish);
        }));
        wait(begun);

        run(handlers, idle(), ten(() -> inConcurrency(this::work)));

        assertThat(done).hasValue(0);
        finish.countDown();
        await().untilAtomic(done, equalTo(10));
        assertThat(used).doesNotContain(Thread.currentThread());
    }

    private void inConcurrency(Runnable handler) {
        try {
            concurrency.run(handler::run);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void run(Handlers handlers, Receiver receiver, Stream<Runnable> what) {
        handlers.run(
                what.<Runnable>map(handler -> () -> {
                            handler.run();
                            ended.incrementAndGet();
                        })
                        .toList(),
                receiver);
    }

    /** A receiver whose thread has time for any handler. */
    private Receiver idle() {
        return new Receiver(Duration.ofHours(1), () -> relieved.incrementAndGet() > 0);
    }

    /** Handlers that are known to be quick. */
    private Handlers quick(Duration moment) {
        Handlers handlers = new Handlers(threads, concurrency, timer, Duration.ofSeconds(1), moment);
        for (int seen = 1; seen <= 100; seen++) {
            int one = seen;
            run(handlers, BUSY, Stream.of(() -> {}));
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
