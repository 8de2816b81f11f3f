package console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A rate computed from the counts that viewers have seen. */
class RecentRateTest {
    private static final long SECOND = 1_000_000_000;

    private final RecentRate rate = new RecentRate();

    @Test
    void is_unknown_at_the_first_look_and_then_the_growth_of_the_last_ten_seconds() {
        assertThat(rate.at(0, 100)).isEmpty();
        for (int second = 2; second <= 20; second += 2) {
            rate.at(second * SECOND, 100 + second);
        }
        for (int second = 22; second <= 40; second += 2) {
            rate.at(second * SECOND, 120 + (second - 20) * 5L);
        }

        assertThat(rate.at(42 * SECOND, 230)).hasValue(5);
    }

    @Test
    void is_unknown_again_after_a_restart_and_after_a_gap_without_viewers() {
        rate.at(0, 100);
        assertThat(rate.at(2 * SECOND, 110)).hasValue(5);

        assertThat(rate.at(4 * SECOND, 3)).isEmpty();
        assertThat(rate.at(600 * SECOND, 4)).isEmpty();
    }
}
