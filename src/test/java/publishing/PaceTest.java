package publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(0);
    private long now;

    @Test
    void expects_nothing_before_anything_came() {
        assertThat(pace.brings(10, Duration.ofMillis(500))).isFalse();
    }

    @Test
    void expects_what_comes_at_an_even_pace() {
        for (int i = 0; i < 500; i++) {
            arrive(1, 2);
        }

        assertThat(pace.brings(10, Duration.ofMillis(21))).isTrue();
        assertThat(pace.brings(10, Duration.ofMillis(19))).isFalse();
    }

    @Test
    void counts_what_comes_together() {
        for (int i = 0; i < 100; i++) {
            arrive(10, 20);
        }

        assertThat(pace.brings(10, Duration.ofMillis(21))).isTrue();
        assertThat(pace.brings(10, Duration.ofMillis(19))).isFalse();
    }

    @Test
    void notices_when_it_slows_down() {
        for (int i = 0; i < 500; i++) {
            arrive(1, 1);
        }
        assertThat(pace.brings(10, Duration.ofMillis(20))).isTrue();

        for (int i = 0; i < 5; i++) {
            arrive(1, 50);
        }

        assertThat(pace.brings(10, Duration.ofMillis(20))).isFalse();
    }

    @Test
    void expects_another_after_two_that_came_soon_after_the_one_before_each() {
        arrive(1, 1_000);
        assertThat(pace.isKept(Duration.ofMillis(5))).isFalse();

        arrive(1, 5);
        assertThat(pace.isKept(Duration.ofMillis(5))).isFalse();

        arrive(1, 5);
        assertThat(pace.isKept(Duration.ofMillis(5))).isTrue();

        arrive(1, 6);
        assertThat(pace.isKept(Duration.ofMillis(5))).isFalse();
    }

    @Test
    void one_long_pause_is_forgotten_soon() {
        for (int i = 0; i < 500; i++) {
            arrive(1, 1);
        }
        arrive(1, TimeUnit.HOURS.toMillis(1));
        assertThat(pace.brings(10, Duration.ofMillis(20))).isFalse();

        for (int i = 0; i < 100; i++) {
            arrive(1, 1);
        }

        assertThat(pace.brings(10, Duration.ofMillis(20))).isTrue();
    }

    private void arrive(int events, long milliseconds) {
        now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
        pace.arrived(events, now);
    }
}
