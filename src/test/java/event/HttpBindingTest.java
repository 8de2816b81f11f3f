package event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of attributes as headers, in both directions. */
class HttpBindingTest {
    /** All texts that UTF-8 can encode, which half of a surrogate pair is not. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.strings()
                .withChars("\"\\%0123456789abcdefABCDEF €é \t")
                .ofMaxLength(20);
    }

    @Property
    void an_encoded_value_is_decoded_to_the_original(@ForAll("texts") String value) {
        assertThat(HttpBinding.decode("subject", HttpBinding.encode(value))).isEqualTo(value);
    }

    @Property
    void a_value_that_looks_encoded_or_quoted_survives_encoding_and_decoding(@ForAll("headers") String value) {
        assertThat(HttpBinding.decode("subject", HttpBinding.encode(value))).isEqualTo(value);
    }

    @Property
    void a_header_is_printable_ascii(@ForAll("texts") String value) {
        assertThat(HttpBinding.encode(value).chars()).allMatch(character -> character > 0x20 && character < 0x7F);
    }

    @Property
    void decoding_returns_a_value_or_reports_the_malformed_attribute(@ForAll("headers") String header) {
        try {
            HttpBinding.decode("subject", header);
        } catch (EventRefusedException e) {
            assertThat(e.field()).isEqualTo("subject");
        }
    }

    /** The sample of the specification, version 1.0.2. */
    @Example
    void decodes_and_encodes_the_sample_of_the_specification() {
        assertThat(HttpBinding.decode("subject", "Euro%20%E2%82%AC%20%F0%9F%98%80"))
                .isEqualTo("Euro € 😀");
        assertThat(HttpBinding.encode("Euro € 😀")).isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "100% of caf%C3%A9 | 100% of café",
                "100%25 | 100%",
                "%2525 | %25",
                "a%zz | a%zz",
                "% | %",
                "%4 | %4",
                "a%20b | a b",
                "%41%42 | AB",
                "%c3%a9 | é",
                "a+b | a+b",
                "\"Euro\" | Euro",
                "\"Euro \\\"x\\\"\" | Euro \"x\"",
                "\"a\\\\b\" | a\\b",
                "\"caf%C3%A9\" | café",
                "say \"x\" | say \"x\"",
                "\"a\" b | \"a\" b",
                "\"open | \"open"
            },
            delimiter = '|')
    void decodes_malformed_percent_encodings_leniently(String header, String value) {
        assertThat(HttpBinding.decode("subject", header)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C0%A0", "caf%C3", "%E2%82", "%ED%A0%80", "a%80b", "%F8%88%80%80%80"})
    void refuses_encoded_bytes_that_are_no_utf_8(String header) {
        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> HttpBinding.decode("subject", header))
                .withMessageStartingWith("subject must be percent-encoded UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"注-1, %E6%B3%A8-1", "單-1, %E5%96%AE-1", "a%20b, a%2520b", "'\"x\"', %22x%22", "plain, plain"})
    void encodes_characters_that_headers_do_not_carry(String value, String header) {
        assertThat(HttpBinding.encode(value)).isEqualTo(header);
    }
}
