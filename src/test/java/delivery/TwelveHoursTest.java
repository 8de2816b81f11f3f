package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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

/** SQS hides a message for at most 12 hours from its receipt; who asks for more is refused. */
class TwelveHoursTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");
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
        message.endRenewal(RECEIVED.plus(Duration.ofHours(11)));

        beatAfter(Duration.ofHours(11).plusMinutes(20));

        await().untilAsserted(() -> assertThat(asked).hasSize(1));
        assertThat(asked.get(0).seconds()).isEqualTo(1800);
        assertThat(message.isLost()).isFalse();
    }

    @Test
    void no_renewal_goes_beyond_the_twelve_hours() {
        message.endRenewal(RECEIVED.plus(Duration.ofHours(11).plusMinutes(20)));

        beatAfter(Duration.ofHours(11).plusMinutes(35));

        assertThat(asked).isEmpty();
        assertThat(message.isLost()).isFalse();
    }

    @Test
    void a_message_whose_last_term_is_over_is_lost() {
        message.endRenewal(RECEIVED.plus(Duration.ofHours(11).plusMinutes(20)));

        beatAfter(Duration.ofHours(11).plusMinutes(50));

        assertThat(message.isLost()).isTrue();
    }

    @Test
    void a_wait_ends_with_the_twelve_hours() {
        Duration longest = message.longestVisibility(RECEIVED.plus(Duration.ofHours(5)));

        assertThat(longest).isLessThan(Duration.ofHours(7)).isGreaterThan(Duration.ofHours(6));
    }

    private void beatAfter(Duration age) {
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
                        5,
                        null,
                        List.of(),
                        Optional.empty(),
                        true,
                        false),
                new ReceiveCount(),
                new BatchedCalls<>(
                        entries -> {
                            asked.addAll(entries);
                            return Map.of();
                        },
                        Duration.ZERO,
                        1,
                        timer,
                        calls),
                calls,
                Clock.fixed(RECEIVED.plus(age), ZoneOffset.UTC));
        heartbeat.watch(message);
        for (int beat = 0; beat < 4; beat++) {
            heartbeat.beat();
        }
    }
}
