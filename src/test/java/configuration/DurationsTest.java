package configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "500ms, PT0.5S",
        "007s, PT7S",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "90m, PT1H30M",
        "106751991167d, PT2562047788008H",
        "9223372036854775807ms, PT2562047788015H12M55.807S",
        "0000000000000000000000000000001s, PT1S",
    })
    void reads_written_durations(String written, Duration duration) {
        assertThat(Durations.parse(written)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "999999999999999999999d",
                "106751991168d",
                "9223372036854775807d",
                "9223372036854775808ms",
                "9223372036854775807s9223372036854775807ms",
                "213503982335d",
                "18446744073709551617ms",
                "-1s",
                "+1s",
                "1e9s",
                "1.5s",
                "1_000s",
                "",
                " ",
                " 1s",
                "1s ",
                "1s\n",
                "1 s",
                "١s",
                "１s",
                "1S",
                "1w",
                "1s1m",
                "1s1s",
                "PT1S",
                "Infinity",
            })
    void refuses_texts_that_are_no_duration_or_exceed_a_long_in_milliseconds(String written) {
        assertThatThrownBy(() -> Durations.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void reads_the_durations_that_it_has_written(@ForAll @LongRange(min = 0) long millis) {
        assertThat(Durations.parse(Durations.text(Duration.ofMillis(millis)))).isEqualTo(Duration.ofMillis(millis));
    }
}
