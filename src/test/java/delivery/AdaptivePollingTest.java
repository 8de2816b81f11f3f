package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import local.faults.Call;
import org.apache.camel.Consumer;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One long poll while the queue is idle, and several concurrent receives while they come back full. */
class AdaptivePollingTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void an_idle_queue_has_one_poll_at_a_time() throws Exception {
        queue.consume("concurrency=100&maxPollers=4", exchange -> handled.incrementAndGet());

        assertReceivesOneAfterTheOther();
    }

    /** Waits until a single receive is open for a while. An idle poller is nearly always in a receive. */
    private void awaitOneReceiveAtATime() {
        await().during(Duration.ofMillis(500)).until(queue::openReceives, open -> open <= 1);
    }

    /** Asserts that two long polls end from now on, and that never more than one receive is open. */
    private void assertReceivesOneAfterTheOther() {
        int before = queue.proxy().count("ReceiveMessage");
        await().pollInterval(Duration.ofMillis(5))
                .failFast(() -> assertThat(queue.openReceives()).isLessThanOrEqualTo(1))
                .until(() -> queue.proxy().count("ReceiveMessage") >= before + 2);
    }

    @Tag("timing")
    @Test
    void full_polls_start_more_pollers_up_to_the_limit() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));

        assertReceivesAtOnce(4);
    }

    @Tag("timing")
    @Test
    void messages_behind_a_full_poll_do_not_wait_for_its_acknowledgement() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(150));
        queue.consume("concurrency=100&maxPollers=4&waitTimeSeconds=1", exchange -> handled.incrementAndGet());
        // After these messages the handler counts as quick, so the messages of one receive share a thread.
        for (int sent = 0; sent < 60; sent += 5) {
            queue.sendNumbers(5);
            await().untilAtomic(handled, equalTo(sent + 5));
        }
        await().until(queue::left, equalTo(0));
        queue.context().getRouteController().suspendRoute("billing");
        int before = queue.proxy().calls("DeleteMessageBatch").size();
        queue.proxy().faults().on("DeleteMessageBatch").hold();
        queue.sendNumbers(20);

        queue.context().getRouteController().resumeRoute("billing");

        await().untilAtomic(handled, equalTo(80));
        assertThat(queue.proxy().calls("DeleteMessageBatch").stream().skip(before))
                .isNotEmpty()
                .allMatch(call -> call.status() == Call.OPEN);
    }

    @Test
    void full_polls_that_had_to_wait_start_as_many_pollers_as_others() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(250));

        assertReceivesAtOnce(4);
    }

    private void assertReceivesAtOnce(int most) throws Exception {
        queue.sendNumbers(200);

        queue.consume("concurrency=100&maxPollers=4", exchange -> handled.incrementAndGet());

        await().pollInterval(Duration.ofMillis(5)).until(queue::openReceives, equalTo(most));
        await().pollInterval(Duration.ofMillis(5))
                .failFast(() -> assertThat(queue.openReceives()).isLessThanOrEqualTo(most))
                .untilAtomic(handled, equalTo(200));
    }

    @Test
    void a_group_continues_while_polls_wait_for_messages_that_its_deletes_unblock() throws Exception {
        try (QueueForTests fifo = QueueForTests.fifo()) {
            fifo.sendToGroup(
                    "one", IntStream.range(0, 100).mapToObj(String::valueOf).toArray(String[]::new));

            fifo.consume("concurrency=100&maxPollers=2&waitTimeSeconds=11", exchange -> handled.incrementAndGet());

            await().untilAtomic(handled, equalTo(100));
            assertThat(fifo.proxy().calls("ReceiveMessage").size()).isLessThan(15);
        }
    }

    @Test
    void handlers_run_on_their_own_threads_when_polls_have_to_wait() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(250));
        queue.sendNumbers(200);

        queue.consume("concurrency=100&maxPollers=4", exchange -> {
            threads.add(Thread.currentThread().getName().replaceAll(".* ", ""));
            handled.incrementAndGet();
        });

        await().untilAtomic(handled, equalTo(200));
        assertThat(threads).containsExactly("SqsHandler");
    }

    @Tag("timing")
    @Test
    void single_messages_in_quick_succession_start_more_pollers_that_end_when_none_follow() throws Exception {
        queue.consume("concurrency=100&maxPollers=10", exchange -> handled.incrementAndGet());
        for (int message = 0; message < 20; message++) {
            sendOne();
        }

        await().pollInterval(Duration.ofMillis(5)).until(queue::openReceives, equalTo(4));
        awaitOneReceiveAtATime();
    }

    @Test
    void single_messages_now_and_then_start_no_further_poller() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(1100));
        queue.consume("concurrency=100&maxPollers=10", exchange -> handled.incrementAndGet());
        for (int message = 0; message < 2; message++) {
            sendOne();
            assertThat(queue.openReceives()).isLessThanOrEqualTo(1);
        }
    }

    private void sendOne() {
        int before = handled.get();
        queue.send("one");
        await().pollInterval(Duration.ofMillis(5)).untilAtomic(handled, greaterThan(before));
    }

    @Test
    void concurrent_consumers_above_the_limit_of_pollers_are_all_started() throws Exception {
        queue.consume("concurrency=100&concurrentConsumers=3&maxPollers=1", exchange -> handled.incrementAndGet());

        await().until(queue::openReceives, equalTo(3));
    }

    @Tag("timing")
    @Test
    void unneeded_pollers_end_and_return_within_a_second() throws Exception {
        queue.sendNumbers(400);
        queue.consume("concurrency=100&maxPollers=4", exchange -> handled.incrementAndGet());
        await().untilAtomic(handled, equalTo(400));
        awaitOneReceiveAtATime();

        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.sendNumbers(400);

        await().atMost(Duration.ofSeconds(1)).untilAtomic(handled, greaterThan(400));
        await().pollInterval(Duration.ofMillis(5)).until(queue::openReceives, greaterThan(1));
        await().untilAtomic(handled, equalTo(800));
    }

    @Test
    void a_pause_and_a_resume_leave_one_poller_running() throws Exception {
        queue.consume("", exchange -> handled.incrementAndGet());
        Consumer consumer = queue.context().getRoute("billing").getConsumer();
        for (int i = 0; i < 3; i++) {
            ServiceHelper.suspendService(consumer);
            ServiceHelper.resumeService(consumer);
        }

        queue.sendNumbers(10);

        await().untilAtomic(handled, equalTo(10));
    }
}
