package delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import ledger.ReceiveCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** When a message is renewed, by a clock that the test moves. */
class RenewalTest {
    private static final Duration VISIBILITY = Duration.ofMinutes(24);
    private static final Duration BEAT = VISIBILITY.dividedBy(12);

    private final AtomicLong now = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Heartbeat heartbeat = new Heartbeat(
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
            new BatchedCalls<>(entries -> Map.of(), Duration.ZERO, 1, timer, Runnable::run),
            now::get);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @ParameterizedTest(name = "received {0} minutes after every fourth beat")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void a_message_is_renewed_within_two_thirds_of_its_visibility_timeout_whenever_received(int minutes)
            throws Exception {
        for (int beat = 0; beat < minutes / 2; beat++) {
            beatAfter(BEAT);
        }
        Duration sinceTheBeat = Duration.ofMinutes(minutes % 2);
        now.addAndGet(sinceTheBeat.toNanos());
        InFlight message = new InFlight(Message.builder().receiptHandle("h-1").build(), now.get());
        heartbeat.watch(message);
        List<Duration> ages = new ArrayList<>();

        beatAfter(BEAT.minus(sinceTheBeat));
        for (int beat = 0; beat < 40; beat++) {
            long before = renewed(message);
            beatAfter(BEAT);
            if (renewed(message) != before) {
                ages.add(Duration.ofNanos(renewed(message) - before));
            }
        }

        assertThat(ages)
                .hasSizeGreaterThan(5)
                .allSatisfy(age ->
                        assertThat(age).isLessThan(VISIBILITY.multipliedBy(2).dividedBy(3)));
        assertThat(message.isLost()).isFalse();
    }

    private long renewed(InFlight message) {
        return now.get() - message.renewal().age(now.get()).toNanos();
    }

    /** Moves the clock, and returns when all due renewals are done. */
    private void beatAfter(Duration pause) throws Exception {
        now.addAndGet(pause.toNanos());
        heartbeat.beat();
        timer.submit(() -> {}).get();
    }
}
