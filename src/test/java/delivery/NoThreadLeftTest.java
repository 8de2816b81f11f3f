package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** If the system can create no further thread, a consumer goes on with the threads that it has, and holds no message back. */
class NoThreadLeftTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final List<QueueForTests> queues = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch finish = new CountDownLatch(1);
    private volatile boolean full;

    @AfterEach
    void stop() {
        finish.countDown();
        full = false;
        queues.forEach(QueueForTests::close);
    }

    @Test
    void the_polling_thread_runs_handlers_that_get_no_thread_of_their_own() throws Exception {
        QueueForTests queue = polling(QueueForTests.standard(), "concurrency=10&idempotent=false");

        queue.sendNumbers(25);

        await().untilAtomic(begun, equalTo(1));
        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(begun).hasValue(25);
        assertThat(refused).anyMatch(thread -> thread.contains("SqsHandler"));
    }

    @Test
    void handlers_behind_a_slow_one_run_as_soon_as_threads_can_be_started_again() throws Exception {
        QueueForTests queue = QueueForTests.standard();
        queue.proxy().faults().on("ReceiveMessage").times(1).hold();
        polling(queue, "concurrency=10&idempotent=false");
        queue.sendNumbers(5);
        // The receive reaches the queue now, and brings all five.
        queue.proxy().faults().clear();
        await().untilAtomic(begun, equalTo(1));

        full = false;

        await().untilAtomic(begun, equalTo(5));
    }

    @Test
    void the_polling_thread_continues_to_poll_after_its_handler() throws Exception {
        QueueForTests queue = polling(QueueForTests.standard(), "concurrency=10&idempotent=false");
        queue.sendNumbers(1);
        await().untilAtomic(begun, equalTo(1));

        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.sendNumbers(1);

        await().untilAtomic(begun, equalTo(2));
    }

    @Test
    void claims_renewals_and_acknowledgements_still_work() throws Exception {
        QueueForTests queue = QueueForTests.fifo();
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        polling(queue, "visibilityTimeout=2s");

        queue.sendToGroup("a", "1", "2", "3");

        await().untilAtomic(begun, equalTo(1));
        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSizeGreaterThan(2));
        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(begun).hasValue(3);
    }

    /** A route whose first receive is in flight when the last thread has been taken. */
    private QueueForTests polling(QueueForTests queue, String options) throws Exception {
        queues.add(queue);
        queue.context().getExecutorServiceManager().setThreadPoolFactory(new Crowded());
        queue.consume(options, exchange -> {
            begun.incrementAndGet();
            finish.await();
        });
        await().untilAsserted(() -> assertThat(queue.openReceives()).isEqualTo(1));
        full = true;
        return queue;
    }

    /** Creates a consumer's threads up to a limit, and then fails in the same way as the JVM. */
    private final class Crowded extends DefaultThreadPoolFactory {
        @Override
        public ExecutorService newCachedThreadPool(ThreadFactory threads) {
            return super.newCachedThreadPool(crowded(threads));
        }

        @Override
        public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
            return super.newThreadPool(profile, crowded(threads));
        }

        @Override
        public ExecutorService newThreadPool(
                int core,
                int most,
                long keepAlive,
                TimeUnit unit,
                int queue,
                boolean timeOut,
                RejectedExecutionHandler rejected,
                ThreadFactory threads) {
            return super.newThreadPool(core, most, keepAlive, unit, queue, timeOut, rejected, crowded(threads));
        }

        @Override
        public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
            return super.newScheduledThreadPool(profile, crowded(threads));
        }

        private ThreadFactory crowded(ThreadFactory threads) {
            return work -> {
                Thread thread = threads.newThread(work);
                if (full
                        && (thread.getName().contains("Sqs") || thread.getName().contains("Ledger"))) {
                    refused.add(thread.getName());
                    throw new OutOfMemoryError("unable to create native thread: possibly out of memory");
                }
                return thread;
            };
        }
    }
}
