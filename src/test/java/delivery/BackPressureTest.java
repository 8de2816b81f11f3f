package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import failure.Cause;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.Claim;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import ledger.Work;
import local.faults.Call;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A message is received only when a slot is free, or will soon be. No message waits for a slow handler. */
class BackPressureTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    /** Longer than a receive waits for slots: whatever is not held back happens within this time. */
    private static final Duration SHORT_WHILE = Duration.ofMillis(500);

    private final QueueForTests queue = QueueForTests.standard();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();

    /** Waits for the message "slow" until the test says so. */
    private final Processor handler = exchange -> {
        started.incrementAndGet();
        if ("slow".equals(exchange.getIn().getBody())) {
            waiting.incrementAndGet();
            finish.await();
            waiting.decrementAndGet();
        }
        handled.incrementAndGet();
    };

    @AfterEach
    void stop() {
        finish.countDown();
        queue.close();
    }

    @Test
    void a_slow_handler_blocks_neither_other_handlers_nor_the_poll() throws Exception {
        queue.send("slow");
        queue.sendNumbers(9);

        queue.consume("", handler);
        await().untilAtomic(handled, equalTo(9));
        queue.sendNumbers(20);

        await().untilAtomic(handled, equalTo(29));
        await().untilAsserted(() -> assertThat(queue.left()).isEqualTo(1));
    }

    @Test
    void a_handler_that_is_slow_for_once_blocks_neither_other_handlers_nor_the_poll() throws Exception {
        queue.consume("maxPollers=1", handler);
        // Now handlers count as quick, so those of one receive share a thread.
        queue.sendNumbers(200);
        await().untilAtomic(handled, equalTo(200));

        queue.send("slow");
        queue.sendNumbers(20);

        await().untilAtomic(handled, equalTo(220));
        await().untilAsserted(() -> assertThat(queue.left()).isEqualTo(1));
    }

    @Test
    void messages_without_a_free_slot_stay_visible() throws Exception {
        queue.send("slow", "slow", "slow");

        queue.consume("concurrency=1", handler);
        await().untilAtomic(started, equalTo(1));

        await().during(SHORT_WHILE).untilAsserted(() -> {
            assertThat(queue.inFlight()).isEqualTo(1);
            assertThat(queue.visible()).isEqualTo(2);
        });
        assertThat(queue.proxy().count("ReceiveMessage")).isEqualTo(1);
    }

    @Test
    void concurrency_is_shared_by_all_pollers() throws Exception {
        for (int i = 0; i < 20; i++) {
            queue.send("slow");
        }

        queue.consume("concurrency=5&concurrentConsumers=3", handler);
        await().untilAtomic(started, equalTo(5));

        await().during(SHORT_WHILE).untilAsserted(() -> {
            assertThat(queue.inFlight()).isEqualTo(5);
            assertThat(started).hasValue(5);
        });
    }

    @Tag("timing")
    @Test
    void with_quick_handlers_polls_are_full_and_parallel_whatever_the_concurrency() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.sendNumbers(600);

        queue.consume("concurrency=3&maxPollers=10", handler);

        await().pollInterval(Duration.ofMillis(5)).until(queue::openReceives, greaterThan(1));
        await().untilAtomic(handled, equalTo(600));
        assertThat(queue.proxy().calls("ReceiveMessage").stream().filter(call -> call.status() == 200))
                .hasSizeLessThanOrEqualTo(600 / 9 + 15);
    }

    @Test
    void quick_handlers_that_suddenly_slow_down_keep_the_concurrency_and_polls_stop() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.sendNumbers(300);
        queue.consume("concurrency=3&maxPollers=10", handler);
        await().untilAtomic(handled, greaterThan(200));

        String[] slow = new String[200];
        Arrays.fill(slow, "slow");
        queue.send(slow);
        await().untilAtomic(waiting, equalTo(3));

        await().during(SHORT_WHILE).untilAsserted(() -> {
            assertThat(waiting).hasValue(3);
            assertThat(queue.inFlight()).isLessThanOrEqualTo(30 + 3);
        });
        finish.countDown();
        await().untilAtomic(handled, equalTo(500));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    @Test
    void a_message_that_waits_for_the_ledger_takes_no_slot_from_quick_handlers() throws Exception {
        Gate gate = new Gate();
        AtomicInteger running = new AtomicInteger();
        queue.use(gate);
        queue.consume("concurrency=3&maxPollers=10", exchange -> {
            running.incrementAndGet();
            if (gate.wasClosed()) {
                finish.await();
            }
            running.decrementAndGet();
            handled.incrementAndGet();
        });
        AtomicInteger sent = new AtomicInteger();
        await().until(() -> {
            queue.sendNumbers(100);
            await().untilAtomic(handled, equalTo(sent.addAndGet(100)));
            await().until(() -> queue.openReceives() > 0);
            return queue.proxy().calls("ReceiveMessage").stream()
                    .anyMatch(call -> call.status() == Call.OPEN && asked(call) == 10);
        });

        // A waiting receive gets messages one by one, so all messages are sent before the next receive.
        queue.context().getRouteController().suspendRoute("billing");
        await().until(queue::openReceives, equalTo(0));
        gate.close();
        queue.sendNumbers(100);
        queue.context().getRouteController().resumeRoute("billing");
        await().untilAtomic(gate.waiting(), greaterThan(3));
        gate.open();

        await().untilAtomic(running, equalTo(3));
        await().during(Duration.ofMillis(200)).untilAtomic(running, equalTo(3));
        finish.countDown();
        await().untilAtomic(handled, equalTo(sent.get() + 100));
    }

    @Test
    void each_poller_has_a_poll_of_its_own() throws Exception {
        queue.consume("concurrency=30&concurrentConsumers=3", handler);

        await().untilAsserted(() -> assertThat(
                        queue.proxy().calls("ReceiveMessage").stream().filter(call -> call.status() == Call.OPEN))
                .hasSize(3));
    }

    @Tag("timing")
    @Test
    void polls_stay_nearly_full_beside_a_slow_handler() throws Exception {
        queue.send("slow");
        queue.sendNumbers(300);

        queue.consume("", handler);

        await().untilAtomic(handled, equalTo(300));
        assertThat(queue.proxy().calls("ReceiveMessage").stream().filter(call -> call.status() == 200))
                .hasSizeLessThanOrEqualTo(300 / 9 + 10);
    }

    @Tag("timing")
    @Test
    void a_poll_starts_before_the_slots_of_slow_handlers_are_free_and_keeps_the_concurrency() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.sendNumbers(100);

        queue.consume("concurrency=3&maxPollers=10", exchange -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            work(20);
            if (running.get() == 3 && queue.openReceives() > 0) {
                received.incrementAndGet();
            }
            running.decrementAndGet();
            handled.incrementAndGet();
        });

        await().untilAtomic(handled, equalTo(100));
        assertThat(received).hasValueGreaterThan(15);
        assertThat(most).hasValue(3);
    }

    @Tag("timing")
    @Test
    void polls_are_nearly_full_although_slow_handlers_end_one_after_another() throws Exception {
        queue.sendNumbers(100);

        queue.consume("concurrency=5", exchange -> {
            work(90 + handled.get() * 7 % 13 * 10);
            handled.incrementAndGet();
        });

        await().untilAtomic(handled, equalTo(100));
        assertThat(queue.proxy().count("ReceiveMessage")).isLessThan(35);
    }

    @Test
    void ledger_calls_do_not_leave_the_slots_of_slow_handlers_empty() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        TABLE.proxy().faults().on("BatchExecuteStatement").delay(Duration.ofMillis(100));
        queue.sendNumbers(300);

        queue.consume("concurrency=3&maxPollers=10", exchange -> {
            running.incrementAndGet();
            work(30);
            int inTheLedger = TABLE.proxy().calls("BatchExecuteStatement").stream()
                    .filter(call -> call.status() == Call.OPEN)
                    .mapToInt(call -> call.body().path("Statements").size())
                    .sum();
            most.accumulateAndGet(inTheLedger + running.get(), Math::max);
            running.decrementAndGet();
        });

        await().untilAtomic(most, greaterThan(4));
    }

    @Test
    void a_message_that_is_lost_while_it_waits_for_a_slot_releases_its_lease() throws Exception {
        Gate ledger = new Gate();
        queue.use(ledger);
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.sendNumbers(100);
        queue.consume("concurrency=3&maxPollers=10&visibilityTimeout=3s", exchange -> {
            if (started.incrementAndGet() > 40) {
                waiting.incrementAndGet();
                keepPlace();
            }
            work(20);
        });
        await().untilAtomic(waiting, equalTo(3));
        await().untilAtomic(ledger.claimed(), greaterThan(43));

        queue.sqs().purgeQueue(request -> request.queueUrl(queue.url()));

        await().untilAsserted(() -> assertThat(ledger.released().get())
                .isPositive()
                .isEqualTo(ledger.claimed().get() - started.get()));
        assertThat(started).hasValue(43);
    }

    @Test
    void a_pause_returns_messages_that_were_received_before_a_slot_was_free() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.sendNumbers(100);
        queue.consume("concurrency=3&maxPollers=10", exchange -> {
            if (started.incrementAndGet() > 40) {
                waiting.incrementAndGet();
                finish.await();
            }
            work(20);
            handled.incrementAndGet();
        });
        await().untilAtomic(waiting, equalTo(3));
        // The messages that were received ahead are claimed, and wait for a slot.
        await().until(() -> TABLE.proxy().countStatements() >= 40 + handled.get() + 3 + 1);

        CompletableFuture<Void> pause = CompletableFuture.runAsync(this::suspend);

        await().untilAsserted(() -> assertThat(queue.inFlight()).isEqualTo(3));
        finish.countDown();
        pause.join();
        assertThat(started).hasValue(43);
        assertThat(handled).hasValue(43);
    }

    /** Keeps a slot until the test is over, even if the thread is interrupted. */
    private void keepPlace() {
        boolean over = false;
        while (!over) {
            try {
                finish.await();
                over = true;
            } catch (InterruptedException e) {
                // The other messages must be lost before a slot is free for them.
                over = false;
            }
        }
    }

    private void suspend() {
        try {
            queue.context().getRouteController().suspendRoute("billing");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A handler's work, in milliseconds. */
    private static void work(int time) {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, time, TimeUnit.MILLISECONDS)
                .join();
    }

    private static int asked(Call receive) {
        return receive.body().path("MaxNumberOfMessages").asInt();
    }

    /** A ledger that answers no claim while it is closed. */
    private static final class Gate implements Ledger {
        private final Ledger real = new DynamoDbLedger(TABLE.table(), Clock.systemUTC());
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger claimed = new AtomicInteger();
        private final AtomicInteger released = new AtomicInteger();
        private volatile CountDownLatch opened = new CountDownLatch(0);
        private volatile boolean wasClosed;

        void close() {
            opened = new CountDownLatch(1);
            wasClosed = true;
        }

        void open() {
            opened.countDown();
        }

        boolean wasClosed() {
            return wasClosed;
        }

        /** The number of claims without an answer. */
        AtomicInteger waiting() {
            return waiting;
        }

        AtomicInteger claimed() {
            return claimed;
        }

        /** The number of leases that were released. */
        AtomicInteger released() {
            return released;
        }

        @Override
        public Claim claim(Work work, Duration lease) {
            waiting.incrementAndGet();
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new LedgerUnavailableException("interrupted", e);
            } finally {
                waiting.decrementAndGet();
            }
            Claim claim = real.claim(work, lease);
            claimed.incrementAndGet();
            return claim;
        }

        @Override
        public boolean renew(Lease lease, Duration duration) {
            return real.renew(lease, duration);
        }

        @Override
        public boolean done(Lease lease) {
            return real.done(lease);
        }

        @Override
        public boolean failed(Lease lease, Cause cause) {
            return real.failed(lease, cause);
        }

        @Override
        public boolean givenUp(Lease lease, Cause cause) {
            return real.givenUp(lease, cause);
        }

        @Override
        public boolean dead(Lease lease, Cause cause) {
            return real.dead(lease, cause);
        }

        @Override
        public boolean release(Lease lease) {
            released.incrementAndGet();
            return real.release(lease);
        }
    }
}
