package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quick handlers run on the receiving thread and see no difference. Polling never waits for a slow handler. */
class ReceivingThreadTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicBoolean heldUp = new AtomicBoolean();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final CountDownLatch finish = new CountDownLatch(1);

    /** Starts one poller. The first message that its own thread handles takes long. */
    @BeforeEach
    void a_handler_holds_up_its_receiver() throws Exception {
        // A receive that takes this long leaves time on its thread for any quick handler.
        queue.proxy().faults().on("ReceiveMessage").delay(Duration.ofMillis(50));
        queue.consume("maxPollers=2", this::handle);
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            sendOne();
            return heldUp.get();
        });
    }

    @AfterEach
    void stop() {
        finish.countDown();
        queue.close();
    }

    @Test
    void another_poller_goes_on_meanwhile_and_the_first_one_ends_with_its_handler() throws Exception {
        queue.sendNumbers(20);

        await().untilAsserted(() -> assertThat(queue.left()).isEqualTo(1));
        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        sendOne();
        await().during(Duration.ofMillis(500)).until(() -> queue.openReceives() <= 1);
    }

    @Test
    void a_stop_interrupts_it_and_its_message_is_visible_at_once() {
        queue.context().getShutdownStrategy().setTimeout(1);

        queue.context().stop();

        assertThat(interrupted).isTrue();
        assertThat(queue.visible()).isEqualTo(1);
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void a_stop_waits_for_it() throws Exception {
        Thread stop = new Thread(queue.context()::stop);
        stop.start();
        await().until(() -> queue.context().getStatus().isStopping());
        await().until(() -> queue.openReceives() == 0);

        finish.countDown();
        await().until(() -> !stop.isAlive());

        assertThat(interrupted).isFalse();
        assertThat(queue.left()).isZero();
    }

    private void handle(Exchange exchange) throws InterruptedException {
        if (Thread.currentThread().getName().contains("SqsPoller") && heldUp.compareAndSet(false, true)) {
            try {
                finish.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        }
        handled.incrementAndGet();
    }

    private void sendOne() {
        int before = handled.get();
        boolean heldUpBefore = heldUp.get();
        queue.send("one");
        await().pollInterval(Duration.ofMillis(1)).until(() -> handled.get() > before || heldUp.get() != heldUpBefore);
    }
}
