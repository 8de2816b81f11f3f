package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stop loses nothing: handled messages are deleted, and all others are visible at once. */
class StopTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /** Works until the test says so. */
    private final Processor handler = exchange -> {
        started.incrementAndGet();
        try {
            finish.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
        }
    };

    @AfterEach
    void stop() {
        finish.countDown();
        queue.close();
    }

    @Test
    void a_running_handler_finishes_and_its_delete_is_sent() throws Exception {
        queue.send("placed");
        queue.consume("", handler);
        await().untilAtomic(started, equalTo(1));

        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> queue.context().stop());
        await().untilAsserted(() -> assertThat(queue.openReceives()).isZero());
        finish.countDown();
        stopped.get(20, TimeUnit.SECONDS);

        assertThat(queue.left()).isZero();
        assertThat(interrupted).isFalse();
    }

    @Test
    void no_poll_starts_after_a_stop_has_begun() throws Exception {
        queue.send("placed");
        queue.consume("", handler);
        await().untilAtomic(started, equalTo(1));

        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> queue.context().stop());
        await().until(() -> queue.context().getStatus().isStopping());
        await().untilAsserted(() -> assertThat(queue.openReceives()).isZero());
        queue.send("paid");

        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(queue.visible()).isEqualTo(1));
        finish.countDown();
        stopped.get(20, TimeUnit.SECONDS);
        assertThat(queue.visible()).isEqualTo(1);
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void a_handler_that_does_not_finish_in_time_is_interrupted_and_its_message_is_visible_at_once() throws Exception {
        queue.send("placed");
        queue.consume("", handler);
        await().untilAtomic(started, equalTo(1));
        queue.context().getShutdownStrategy().setTimeout(1);

        queue.context().stop();

        assertThat(interrupted).isTrue();
        assertThat(queue.visible()).isEqualTo(1);
        assertThat(queue.inFlight()).isZero();
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void a_handler_that_ignores_the_interruption_loses_its_message_too() throws Exception {
        AtomicInteger finished = new AtomicInteger();
        queue.send("placed");
        queue.consume("", exchange -> {
            started.incrementAndGet();
            while (finish.getCount() > 0) {
                try {
                    finish.await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            }
            finished.incrementAndGet();
        });
        await().untilAtomic(started, equalTo(1));
        queue.context().getShutdownStrategy().setTimeout(1);

        queue.context().stop();

        assertThat(interrupted).isTrue();
        assertThat(queue.visible()).isEqualTo(1);
        finish.countDown();
        await().untilAtomic(finished, equalTo(1));
        assertThat(queue.visible()).isEqualTo(1);
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void a_poll_in_flight_is_awaited_and_its_messages_are_visible_at_once() throws Exception {
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(1500));
        queue.sendNumbers(3);
        queue.consume("", handler);
        await().untilAsserted(() -> assertThat(queue.openReceives()).isEqualTo(1));

        queue.context().stop();

        assertThat(started).hasValue(0);
        assertThat(queue.visible()).isEqualTo(3);
        assertThat(queue.inFlight()).isZero();
        assertThat(queue.visibilityTimeouts()).containsExactly(0, 0, 0);
    }

    @Test
    void a_suspended_route_leaves_messages_alone_until_it_is_resumed() throws Exception {
        finish.countDown();
        queue.consume("", handler);

        queue.context().getRouteController().suspendRoute("billing");
        queue.send("placed");

        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(queue.visible()).isEqualTo(1));
        queue.context().getRouteController().resumeRoute("billing");
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
    }

    @Test
    void starting_and_stopping_again_and_again_leaves_no_threads_behind() throws Exception {
        finish.countDown();
        queue.consume("", handler);

        for (int i = 1; i <= 3; i++) {
            int soFar = i;
            queue.send("placed");
            await().untilAtomic(started, equalTo(soFar));
            queue.stopRoute();
            await().untilAsserted(() -> assertThat(ownThreads()).isZero());
            queue.startRoute();
        }

        assertThat(ownThreads()).isPositive();
        assertThat(queue.left()).isZero();
    }

    private long ownThreads() {
        String context = "Camel (" + queue.context().getName() + ")";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(context))
                .filter(thread -> thread.getName().contains("Sqs"))
                .count();
    }
}
