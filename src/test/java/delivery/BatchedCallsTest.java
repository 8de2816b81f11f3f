package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries share calls, and none waits longer than allowed. */
class BatchedCallsTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void a_full_call_is_sent_at_once() {
        BatchedCalls<Integer> batches = batches(NEVER);

        add(batches, 0, 25);

        assertThat(calls).extracting(List::size).containsExactly(10, 10);
    }

    @Test
    void a_partial_call_is_sent_when_its_first_entry_has_waited_long_enough() {
        BatchedCalls<Integer> batches = batches(Duration.ofMillis(100));
        long begin = System.nanoTime();

        add(batches, 0, 3);

        await().until(() -> calls.size() == 1);
        assertThat(calls).containsExactly(List.of(0, 1, 2));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void the_next_call_waits_from_its_own_first_entry_on() {
        BatchedCalls<Integer> batches = batches(Duration.ofMillis(300));
        add(batches, 0, 10);
        long begin = System.nanoTime();

        add(batches, 10, 11);

        await().until(() -> calls.size() == 2);
        assertThat(calls).extracting(List::size).containsExactly(10, 1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void a_call_is_sent_by_the_earliest_requested_deadline() {
        BatchedCalls<Integer> batches = batches(NEVER);
        add(batches, 0, 1);

        batches.hurry(Duration.ofMillis(50));
        batches.hurry(NEVER);

        await().until(() -> calls.size() == 1);
    }

    @Test
    void a_shorter_deadline_applies_to_collected_entries_and_not_to_later_ones() throws Exception {
        BatchedCalls<Integer> batches = batches(NEVER);

        batches.hurry(Duration.ZERO);
        add(batches, 0, 9);
        batches.hurry(Duration.ofMillis(50));
        add(batches, 9, 11);

        await().during(Duration.ofMillis(300)).until(() -> calls.size() == 1);
        assertThat(batches.settle(5, TimeUnit.SECONDS)).isTrue();
        assertThat(calls).extracting(List::size).containsExactly(10, 1);
    }

    private BatchedCalls<Integer> batches(Duration linger) {
        return new BatchedCalls<>(
                entries -> {
                    calls.add(entries);
                    return Map.of();
                },
                linger,
                1,
                timer,
                Runnable::run);
    }

    private static void add(BatchedCalls<Integer> batches, int from, int to) {
        IntStream.range(from, to).forEach(batches::add);
    }
}
