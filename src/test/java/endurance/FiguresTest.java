package endurance;

import static endurance.SubscribedQueue.ARCHIVE;
import static endurance.SubscribedQueue.BILLING;
import static endurance.SubscribedQueue.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;

import endurance.Figures.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEADY = 1;
    private static final int KILLED = 2;
    private static final int STOPPED = 3;

    private final List<Event> published = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();

    @Test
    void counts_what_was_published_and_handled() {
        publish(BILLING, 2);
        run(BILLING, 0, STEADY, 1, 2);
        run(BILLING, 1, STEADY, 2, 3);

        assertThat(count(BILLING, Row.PUBLISHED)).isEqualTo(2);
        assertThat(count(BILLING, Row.HANDLED)).isEqualTo(2);
        assertThat(wrong(BILLING)).isEmpty();
    }

    @Test
    void an_event_without_an_effect_is_lost() {
        publish(BILLING, 1);
        runs.add(new Run(BILLING, "group-0", STEADY, START, START, 503));
        runs.add(new Run(BILLING, "group-0", STEADY, START, START, Run.CUT));

        assertThat(wrong(BILLING)).containsExactly(Row.LOST);
    }

    @Test
    void an_unexpected_dead_letter_is_wrong_and_not_lost() {
        publish(BILLING, 1);
        deadLetters.add("group-0");

        assertThat(wrong(BILLING)).containsExactly(Row.DEAD);
    }

    @Test
    void an_event_that_is_meant_to_fail_counts_as_lost_without_its_dead_letter() {
        published.add(new Event(BILLING.topic(), "group", 0, true));

        assertThat(wrong(BILLING)).containsExactly(Row.LOST);

        deadLetters.add("group-0");

        assertThat(wrong(BILLING)).isEmpty();
        assertThat(count(BILLING, Row.MEANT_DEAD)).isEqualTo(1);
    }

    @Test
    void an_effect_may_repeat_if_its_process_was_killed_soon_after() {
        publish(BILLING, 1);
        run(BILLING, 0, KILLED, 58, 59);
        run(BILLING, 0, STEADY, 65, 66);

        assertThat(wrong(BILLING)).isEmpty();
        assertThat(count(BILLING, Row.REPEATED_BY_KILL)).isEqualTo(1);
    }

    @Test
    void a_repeated_effect_is_wrong_without_a_kill_soon_after_the_first() {
        publish(BILLING, 2);
        run(BILLING, 0, KILLED, 8, 9);
        run(BILLING, 0, STEADY, 15, 16);
        run(BILLING, 1, STEADY, 15, 16);
        run(BILLING, 1, STEADY, 17, 18);

        assertThat(wrong(BILLING)).containsExactly(Row.REPEATED);
        assertThat(count(BILLING, Row.REPEATED)).isEqualTo(2);
    }

    @Test
    void an_effect_may_repeat_if_it_came_after_a_stop_had_interrupted_its_handler() {
        publish(BILLING, 1);
        run(BILLING, 0, STOPPED, 55, 68);
        run(BILLING, 0, STEADY, 75, 76);

        assertThat(wrong(BILLING)).isEmpty();
        assertThat(count(BILLING, Row.REPEATED_BY_STOP)).isEqualTo(1);
    }

    @Test
    void a_repeated_effect_is_wrong_if_the_stop_still_waited_for_its_handler() {
        publish(BILLING, 1);
        run(BILLING, 0, STOPPED, 55, 67);
        run(BILLING, 0, STEADY, 75, 76);

        assertThat(wrong(BILLING)).containsExactly(Row.REPEATED);
    }

    @Test
    void without_the_ledger_an_effect_may_repeat() {
        publish(ARCHIVE, 1);
        run(ARCHIVE, 0, STEADY, 1, 2);
        run(ARCHIVE, 0, STEADY, 3, 4);

        assertThat(wrong(ARCHIVE)).isEmpty();
        assertThat(count(ARCHIVE, Row.REPEATED)).isEqualTo(1);
    }

    @Test
    void an_effect_after_that_of_a_later_event_is_out_of_order() {
        publish(HISTORY, 3);
        run(HISTORY, 0, STEADY, 1, 2);
        run(HISTORY, 2, STEADY, 3, 4);
        run(HISTORY, 1, STEADY, 5, 6);

        assertThat(wrong(HISTORY)).containsExactly(Row.OUT_OF_ORDER);
    }

    @Test
    void a_repeat_of_the_last_effect_is_in_order_and_a_repeat_of_an_earlier_one_is_not() {
        publish(HISTORY, 2);
        run(HISTORY, 0, KILLED, 57, 58);
        run(HISTORY, 0, STEADY, 61, 62);
        run(HISTORY, 1, STEADY, 63, 64);

        assertThat(wrong(HISTORY)).isEmpty();

        run(HISTORY, 0, STEADY, 65, 66);

        assertThat(wrong(HISTORY)).contains(Row.OUT_OF_ORDER);
    }

    @Test
    void a_batch_that_repeats_after_a_kill_is_in_order_and_one_that_repeats_otherwise_is_not() {
        publish(HISTORY, 3);
        for (int sequence = 0; sequence < 3; sequence++) {
            run(HISTORY, sequence, KILLED, 58, 59);
        }
        for (int sequence = 0; sequence < 3; sequence++) {
            run(HISTORY, sequence, STEADY, 61 + sequence, 62 + sequence);
        }

        assertThat(count(HISTORY, Row.OUT_OF_ORDER)).isZero();

        run(HISTORY, 0, STEADY, 70, 71);

        assertThat(count(HISTORY, Row.OUT_OF_ORDER)).isEqualTo(1);
    }

    @Test
    void calls_of_one_group_that_overlap_are_wrong() {
        publish(HISTORY, 2);
        run(HISTORY, 0, STEADY, 1, 4);
        run(HISTORY, 1, STEADY, 3, 5);

        assertThat(wrong(HISTORY)).containsExactly(Row.AT_ONCE);
    }

    private void publish(SubscribedQueue subscriber, int events) {
        for (int sequence = 0; sequence < events; sequence++) {
            published.add(new Event(subscriber.topic(), "group", sequence, false));
        }
    }

    private void run(SubscribedQueue subscriber, int sequence, int instance, int arrived, int answered) {
        runs.add(new Run(
                subscriber,
                "group-" + sequence,
                instance,
                START.plusSeconds(arrived),
                START.plusSeconds(answered),
                200));
    }

    private int count(SubscribedQueue subscriber, Row row) {
        return figures(subscriber).count().get(row).count();
    }

    private List<Row> wrong(SubscribedQueue subscriber) {
        return figures(subscriber).count().entrySet().stream()
                .filter(figure -> figure.getValue().isWrong())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Figures figures(SubscribedQueue subscriber) {
        Instant told = START.plusSeconds(60);
        List<Life> lives = List.of(
                new Life(KILLED, Life.Death.KILLED, told, told, 137),
                new Life(STOPPED, Life.Death.STOPPED, told, told.plusSeconds(9), 143));
        return new Figures(subscriber, published, runs, lives, deadLetters);
    }
}
