package delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long acknowledgements wait for each other. */
class DeliveryOptionsTest {
    @ParameterizedTest
    @CsvSource({"30, 1000", "5, 1000", "2, 400", "1, 200"})
    void with_a_ledger_a_delete_lingers_longer_but_never_until_the_message_is_visible(
            long visibilityTimeout, long linger) {
        assertThat(options(visibilityTimeout, true).deleteLinger()).isEqualTo(Duration.ofMillis(linger));
    }

    @Test
    void without_a_ledger_a_delete_lingers_only_briefly() {
        assertThat(options(30, false).deleteLinger()).isEqualTo(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "6000, 6000", "6001, 6000"})
    void a_delete_lingers_as_long_as_configured_but_never_until_the_message_is_visible(long said, long linger) {
        Optional<Duration> given = Optional.of(Duration.ofMillis(said));

        assertThat(options(30, true, given).deleteLinger()).isEqualTo(Duration.ofMillis(linger));
        assertThat(options(30, false, given).deleteLinger()).isEqualTo(Duration.ofMillis(linger));
    }

    @ParameterizedTest
    @CsvSource({"0, 20", "20, 20", "110, 110", "5000, 200"})
    void a_delete_that_blocks_a_group_lingers_about_as_long_as_the_group_took(long took, long linger) {
        assertThat(options(30, true).hurriedLinger(Duration.ofMillis(took))).isEqualTo(Duration.ofMillis(linger));
    }

    @ParameterizedTest
    @CsvSource({"30, 250", "5, 250", "2, 100", "1, 50"})
    void a_renewal_lingers_for_a_small_part_of_the_visibility_timeout(long visibilityTimeout, long linger) {
        assertThat(options(visibilityTimeout, true).renewalLinger()).isEqualTo(Duration.ofMillis(linger));
    }

    private static DeliveryOptions options(long visibilityTimeout, boolean remembered) {
        return options(1, visibilityTimeout, remembered, Optional.empty());
    }

    private static DeliveryOptions options(long visibilityTimeout, boolean remembered, Optional<Duration> linger) {
        return options(1, visibilityTimeout, remembered, linger);
    }

    private static DeliveryOptions options(
            int concurrency, long visibilityTimeout, boolean remembered, Optional<Duration> linger) {
        return new DeliveryOptions(
                "billing",
                concurrency,
                1,
                1,
                10,
                Set.of(),
                Duration.ZERO,
                Duration.ofSeconds(visibilityTimeout),
                Optional.empty(),
                5,
                null,
                List.of(),
                linger,
                true,
                remembered,
                ConsumptionLimits.NONE);
    }
}
