package event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structured events as senders write them, correct or not. */
class JsonEventsTest {
    private static final String REQUIRED = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

    @ParameterizedTest
    @ValueSource(strings = {"comnull", "subject", "time", "dataschema", "datacontenttype", "data", "data_base64"})
    void an_attribute_that_is_null_counts_as_absent(String name) {
        CloudEvent event = event("{%s,\"%s\":null}".formatted(REQUIRED, name));

        assertThat(event.getExtensionNames()).isEmpty();
        assertThat(event.getSubject()).isNull();
        assertThat(event.getTime()).isNull();
        assertThat(event.getDataSchema()).isNull();
        assertThat(event.getDataContentType()).isNull();
        assertThat(event.getData()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "specversion"})
    void an_event_with_a_required_attribute_that_is_null_is_refused(String name) {
        String json =
                "{%s}".formatted(REQUIRED.replaceAll("\"%s\":\"[^\"]*\"".formatted(name), "\"" + name + "\":null"));

        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> event(json))
                .withMessage(name + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "\"ext\":{\"a\":1} | ext must be a string, a number or a boolean, and no object",
                "\"ext\":[] | ext must be a string, a number or a boolean, and no array",
                "\"subject\":{} | subject must be a string, a number or a boolean, and no object",
                "\"subject\":7 | subject must be a string: 7",
                "\"time\":12 | time must be a string: 12",
                "\"datacontenttype\":true | datacontenttype must be a string: true",
                "\"data_base64\":7 | data_base64 must be a string: 7"
            })
    void a_value_of_the_wrong_json_type_is_refused(String member, String why) {
        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> event("{%s,%s}".formatted(REQUIRED, member)))
                .withMessage(why);
    }

    @Test
    void malformed_base64_data_is_refused() {
        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> event("{%s,\"data_base64\":\"%%\"}".formatted(REQUIRED)))
                .withMessageStartingWith("data_base64 is no base64");
    }

    @Test
    void data_in_two_forms_is_refused() {
        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> event("{%s,\"data\":1,\"data_base64\":\"MQ==\"}".formatted(REQUIRED)))
                .withMessage("data and data_base64 exclude each other");
    }

    @Test
    void an_event_of_version_0_3_is_converted_to_version_1_0() {
        CloudEvent event = event("""
                {"specversion":"0.3","id":"1","source":"/s","type":"t","schemaurl":"https://schema.example/1",\
                "datacontenttype":"text/plain","datacontentencoding":"base64","data":"aGVsbG8="}""");

        assertThat(new String(event.getData().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("hello");
        assertThat(event.getDataSchema()).hasToString("https://schema.example/1");
        assertThat(event.getExtensionNames()).isEmpty();
    }

    @Test
    void an_encoding_that_version_0_3_does_not_know_is_refused() {
        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> event("""
                        {"specversion":"0.3","id":"1","source":"/s","type":"t","datacontentencoding":"gzip","data":"x"}"""))
                .withMessage("datacontentencoding must be base64: gzip");
    }

    private static CloudEvent event(String json) {
        return JsonEvents.event(JsonEvents.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
