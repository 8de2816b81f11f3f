package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}{}",
                "{\"a\":1}\n{\"a\":2}",
                "{} ,",
                "{}]",
                "[]1",
                "1 2",
                "\"a\"\"b\"",
                "null null",
                "{} // no comment",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "[{\"a\":{\"b\":1,\"b\":2}}]",
                "{\"a\":1",
                "{a:1}",
                "NaN"
            })
    void a_text_that_is_not_one_value_with_each_key_once_is_refused(String text) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.read(text));
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.read(text, Map.class));
        assertThatExceptionOfType(JsonProcessingException.class)
                .isThrownBy(() -> Json.strict().build().readValue(text, Map.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", " {} \r\n\t", "[]", "null", "0", "\"\"", "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}"})
    void one_value_is_read_whatever_blanks_are_around_it(String text) throws Exception {
        assertThat(Json.read(text)).hasToString(text.strip());
    }

    @Property(tries = 200)
    void nothing_may_follow_a_value(@ForAll @AlphaChars @StringLength(min = 1, max = 9) String more) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.read("{\"a\":1}" + more));
        assertThatExceptionOfType(JsonProcessingException.class)
                .isThrownBy(() -> Json.read("{\"a\":1}\n\"" + more + "\""));
    }

    @Test
    void times_are_written_in_iso_8601() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678Z");

        assertThat(Json.write(Map.of("at", time))).isEqualTo("{\"at\":\"2026-01-02T03:04:05.678Z\"}");
        assertThat(Json.pretty(Map.of("at", time))).isEqualToNormalizingNewlines("""
                {
                  "at" : "2026-01-02T03:04:05.678Z"
                }""");
    }
}
