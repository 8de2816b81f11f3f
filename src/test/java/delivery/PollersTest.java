package delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The number of pollers. */
class PollersTest {
    private static final Duration AT_ONCE = Duration.ofMillis(10);
    private static final Duration AFTER_A_WAIT = Duration.ofMillis(300);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger started = new AtomicInteger();
    private final CountDownLatch finish = new CountDownLatch(1);
    private volatile boolean polling = true;
    private final Pollers pollers = new Pollers(atMostFour(), threads, () -> polling);

    @BeforeEach
    void start() {
        pollers.start(() -> {
            started.incrementAndGet();
            wait(finish);
        });
    }

    @AfterEach
    void stop() {
        finish.countDown();
        threads.shutdownNow();
    }

    @Test
    void full_polls_start_pollers_up_to_the_limit() throws Exception {
        for (int receive = 0; receive < 10; receive++) {
            pollers.received(10, AT_ONCE);
        }

        assertStarted(4);
    }

    @Test
    void full_polls_that_had_to_wait_start_pollers_up_to_the_limit() throws Exception {
        for (int receive = 0; receive < 10; receive++) {
            pollers.received(10, AFTER_A_WAIT);
        }

        assertThat(Pollers.areAtOnce(AFTER_A_WAIT)).isFalse();
        assertStarted(4);
    }

    @Test
    void a_poller_whose_poll_was_less_than_half_full_is_not_needed_beside_others() throws Exception {
        pollers.received(10, AT_ONCE);

        assertThat(pollers.areNeeded(10, 5, AT_ONCE)).isTrue();
        assertThat(pollers.areNeeded(10, 4, AT_ONCE)).isFalse();
        assertThat(pollers.areNeeded(10, 4, AT_ONCE)).isTrue();
        assertStarted(2);
    }

    @Test
    void a_stop_waits_for_running_pollers() throws Exception {
        polling = false;
        assertThat(pollers.settle(1, TimeUnit.MILLISECONDS)).isFalse();

        threads.execute(pollers::ended);

        assertThat(pollers.settle(10, TimeUnit.SECONDS)).isTrue();
    }

    private void assertStarted(int pollers) throws InterruptedException {
        finish.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(started).hasValue(pollers);
    }

    private static DeliveryOptions atMostFour() {
        Duration second = Duration.ofSeconds(1);
        return new DeliveryOptions(
                "billing",
                10,
                1,
                4,
                10,
                Set.of(),
                second,
                second,
                Optional.empty(),
                5,
                null,
                List.of(),
                Optional.empty(),
                true,
                false,
                ConsumptionLimits.NONE);
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
