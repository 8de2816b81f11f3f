package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import ledger.ReceiveCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.SqsQueue;

/** SQS hides a message for at most 12 hours after its receive, and refuses a longer time. */
class TwelveHoursTest {
    private static final long RECEIVED = System.nanoTime();
    private static final Duration VISIBILITY = Duration.ofMinutes(30);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService calls = Executors.newSingleThreadExecutor();
    private final List<SqsQueue.Visibility> asked = new CopyOnWriteArrayList<>();
    private final InFlight message =
            new InFlight(Message.builder().messageId("m-1").build(), RECEIVED);

    @AfterEach
    void stop() {
        timer.shutdownNow();
        calls.shutdownNow();
    }

    @Test
    void a_message_is_renewed_until_the_twelve_hours_are_nearly_over() {
        renewedAfter(Duration.ofHours(11));

        beatAfter(Duration.ofHours(11).plusMinutes(20));

        await().untilAsserted(() -> assertThat(asked).hasSize(1));
        assertThat(asked.get(0).seconds()).isEqualTo(1800);
        assertThat(message.isLost()).isFalse();
    }

    @Test
    void no_renewal_goes_beyond_the_twelve_hours() {
        renewedAfter(Duration.ofHours(11).plusMinutes(20));

        beatAfter(Duration.ofHours(11).plusMinutes(35));

        assertThat(asked).isEmpty();
        assertThat(message.isLost()).isFalse();
    }

    @Test
    void a_message_whose_last_visibility_timeout_ends_is_lost() {
        renewedAfter(Duration.ofHours(11).plusMinutes(20));

        beatAfter(Duration.ofHours(11).plusMinutes(50));

        assertThat(message.isLost()).isTrue();
    }

    @Test
    void a_handler_that_has_run_for_ten_visibility_timeouts_is_counted_as_stuck() {
        message.begin(null);
        message.beginHandling();

        assertThat(stuckAfter(VISIBILITY.multipliedBy(9))).isZero();
        assertThat(stuckAfter(VISIBILITY.multipliedBy(10).plusSeconds(1))).isOne();

        message.stopWork();

        assertThat(stuckAfter(VISIBILITY.multipliedBy(11))).isZero();
    }

    @Test
    void a_message_that_waits_for_its_handler_is_not_stuck() {
        assertThat(stuckAfter(VISIBILITY.multipliedBy(11))).isZero();
    }

    @Test
    void the_longest_visibility_timeout_ends_with_the_twelve_hours() {
        Duration longest =
                message.longestVisibility(RECEIVED + Duration.ofHours(5).toNanos());

        assertThat(longest).isLessThan(Duration.ofHours(7)).isGreaterThan(Duration.ofHours(6));
    }

    private void renewedAfter(Duration age) {
        message.renewal().begin();
        message.renewal().succeeded(RECEIVED + age.toNanos());
    }

    private int stuckAfter(Duration age) {
        return heartbeat(System.nanoTime() + age.toNanos()).stuck();
    }

    private void beatAfter(Duration age) {
        Heartbeat heartbeat = heartbeat(RECEIVED + age.toNanos());
        for (int beat = 0; beat < 4; beat++) {
            heartbeat.beat();
        }
    }

    private Heartbeat heartbeat(long now) {
        Heartbeat heartbeat = new Heartbeat(
                new DeliveryOptions(
                        "billing",
                        1,
                        1,
                        1,
                        10,
                        Set.of(),
                        Duration.ZERO,
                        VISIBILITY,
                        Optional.empty(),
                        5,
                        null,
                        List.of(),
                        Optional.empty(),
                        true,
                        false,
                        ConsumptionLimits.NONE),
                new ReceiveCount().shared(Runnable::run),
                new BatchedCalls<>(
                        entries -> {
                            asked.addAll(entries);
                            return Map.of();
                        },
                        Duration.ZERO,
                        1,
                        timer,
                        calls),
                () -> now);
        heartbeat.watch(message);
        return heartbeat;
    }
}
