package configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "500", "1000"})
    void takes_whole_numbers_within_limits(String number) {
        assertThat(Rules.between(1, 1000).objection(number)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1001", "-1", "+5", "1.5", "5 ", "ten", "99999999999", "١٠", "１", "0x10", "1e2"})
    void refuses_other_numbers(String number) {
        assertThat(Rules.between(1, 1000).objection(number)).contains("a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "500s", "15m", "1h30m", "12h", "1000ms"})
    void takes_durations_within_limits(String duration) {
        assertThat(Rules.duration("1s", "12h").objection(duration)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "999ms", "12h1s", "1w", "-1s", "1 s", "soon", "99999999999999999999s"})
    void refuses_other_durations(String duration) {
        assertThat(Rules.duration("1s", "12h").objection(duration))
                .contains("a duration such as 500ms, 30s or 15m, from 1s to 12h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:bill", "https://example.com/bill?a=b", "aws2-ddb:audit", "bean:a?method=b"})
    void takes_camel_endpoints(String endpoint) {
        assertThat(Rules.camelEndpoint().objection(endpoint)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bill", "direct:", ":bill", "//example.com"})
    void refuses_texts_that_are_no_endpoint(String endpoint) {
        assertThat(Rules.camelEndpoint().objection(endpoint)).contains("a Camel endpoint such as direct:bill");
    }

    @Test
    void lists_the_allowed_words_when_it_refuses_one() {
        assertThat(Rules.flag().objection("yes")).contains("true or false");
        assertThat(Rules.oneOf("a", "b", "c").objection("d")).contains("one of a, b, c");
        assertThat(Rules.oneOf("a", "b", "c").objection("b")).isEmpty();
    }

    @Test
    void takes_any_text_that_is_not_blank() {
        assertThat(Rules.text().objection("a")).isEmpty();
        assertThat(Rules.text().objection(" ")).contains("a text that is not empty");
    }
}
