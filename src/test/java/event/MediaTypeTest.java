package event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/json;charset=\"utf-8\"",
                "text/plain;a=b ; c=\"d, e\"",
                "application/vnd.a.b+json",
                " text/plain ",
                "text/plain;"
            })
    void a_media_type_with_or_without_parameters_is_accepted(String text) {
        assertThat(MediaType.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "json",
                "application/",
                "/json",
                "application/json, text/plain",
                "application/json,text/plain",
                "application/json; charset=utf-8, text/plain",
                "text/plain; charset",
                "text/plain; =b",
                "text/pl ain",
                "text/plain\r\nX-Forged: 1",
                "text/plain; a=\"b",
                "text/pläin",
                "*"
            })
    void a_text_that_is_no_media_type_is_refused(String text) {
        assertThat(MediaType.is(text)).isFalse();
    }
}
