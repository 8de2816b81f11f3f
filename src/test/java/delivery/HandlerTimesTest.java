package delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The recent run times of handlers, without a histogram. */
class HandlerTimesTest {
    private final HandlerTimes times = new HandlerTimes();
    private final long now = System.nanoTime();

    @Test
    void reports_the_median_and_a_high_percentile() {
        for (int millis = 1; millis <= 100; millis++) {
            times.add(Duration.ofMillis(millis).toNanos(), now);
        }

        assertThat(times.sorted(now).millis(0.5)).hasValue(50);
        assertThat(times.sorted(now).millis(0.99)).hasValue(99);
        assertThat(times.sorted(now).millis(1)).hasValue(100);
    }

    @Test
    void reports_nothing_before_the_first_time_and_forgets_times_after_five_minutes() {
        assertThat(times.sorted(now).millis(0.5)).isEmpty();
        times.add(1_000_000, now);

        assertThat(times.sorted(now + Duration.ofMinutes(4).toNanos()).millis(0.5))
                .hasValue(1);
        assertThat(times.sorted(now + Duration.ofMinutes(6).toNanos()).millis(0.5))
                .isEmpty();
    }

    @Test
    void keeps_the_last_1024_times_and_the_longest_that_can_be_stored() {
        times.add(Duration.ofDays(30).toNanos(), now);
        assertThat(times.sorted(now).millis(1).orElseThrow()).isGreaterThan(71 * 60_000.0);

        for (int run = 0; run < 1024; run++) {
            times.add(2_000_000, now);
        }

        assertThat(times.sorted(now).millis(1)).hasValue(2);
    }
}
