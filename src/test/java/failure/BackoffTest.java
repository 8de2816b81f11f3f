package failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property
    void a_wait_is_never_shorter_than_the_shortest_nor_longer_than_the_longest(
            @ForAll @LongRange(max = 43_200_000) long least,
            @ForAll @LongRange(max = 43_200_000) long more,
            @ForAll @IntRange(min = 1, max = 1_000_000) int attempt,
            @ForAll long seed) {
        Backoff backoff = new Backoff(Duration.ofMillis(least), Duration.ofMillis(least + more));

        Duration wait = backoff.after(attempt, new Random(seed));

        assertThat(wait).isBetween(backoff.least(), backoff.most());
    }

    @Property
    void the_longest_wait_doubles_with_each_attempt(
            @ForAll @IntRange(min = 1, max = 9) int attempt, @ForAll long seed) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));

        Duration wait = backoff.after(attempt, new Random(seed));

        assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(1L << attempt));
    }

    @Test
    void waits_are_spread_over_the_whole_range() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));
        Random random = new Random(1);

        long early = random.ints(1000)
                .filter(any -> backoff.after(4, random).compareTo(Duration.ofMillis(8500)) < 0)
                .count();

        assertThat(early).isBetween(400L, 600L);
    }

    @Test
    void a_shortest_wait_above_the_longest_is_cut_to_the_longest() {
        Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofSeconds(2));

        Duration wait = backoff.after(3, new Random(1));

        assertThat(wait).isEqualTo(Duration.ofSeconds(2));
    }
}
