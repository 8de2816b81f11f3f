package publishing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import event.EventRefusedException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

/** Forms of every kind, including malformed ones. */
class FormTest {
    @Property
    void each_field_is_read_back_as_written(@ForAll Map<String, String> fields) {
        Map<String, String> sendable = fields.entrySet().stream()
                .filter(field -> isText(field.getKey()) && isText(field.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        String written = sendable.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));

        assertThat(form(written).fields())
                .isEqualTo(sendable.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, field -> List.of(field.getValue()))));
    }

    @Property
    void malformed_bytes_are_refused_as_an_error_of_the_sender(@ForAll byte[] body) {
        try {
            assertThat(Form.of(body).data(body, Form.CONTENT_TYPE, "fields").view())
                    .isInstanceOf(String.class);
        } catch (EventRefusedException e) {
            assertThat(e.field()).isEqualTo("body");
        }
    }

    @Property
    void a_repeated_field_becomes_an_array(@ForAll @Size(min = 2, max = 5) @UniqueElements List<Integer> values) {
        String written = values.stream().map(value -> "n=" + value).collect(Collectors.joining("&"));

        assertThat(form(written + "&m").data(new byte[0], "x", "fields").view())
                .isEqualTo(values.stream()
                        .map(value -> "\"" + value + "\"")
                        .collect(Collectors.joining(",", "{\"n\":[", "],\"m\":\"\"}")));
        assertThatThrownBy(() -> form(written).data(new byte[0], "x", "field:n"))
                .isInstanceOf(EventRefusedException.class)
                .hasMessage("data is the field n of a form, which has " + values.size() + " of them");
    }

    @Example
    void a_single_field_becomes_json_if_it_is_an_object() {
        EventData json = form("payload=%7B%22a%22%3A1%7D").data(new byte[0], "x", "field:payload");
        EventData text = form("payload=a+b").data(new byte[0], "x", "field:payload");

        assertThat(json.bytes()).asString(UTF_8).isEqualTo("{\"a\":1}");
        assertThat(json.contentType()).isEqualTo("application/json");
        assertThat(text.bytes()).asString(UTF_8).isEqualTo("a b");
        assertThat(text.contentType()).isEqualTo("text/plain");
        assertThatThrownBy(() -> form("a=b").data(new byte[0], "x", "field:payload"))
                .hasMessage("data is the field payload of a form, which has 0 of them");
    }

    @Example
    void a_malformed_form_is_refused() {
        for (String body : List.of("a=%", "a=%4", "a=%zz", "%=a")) {
            assertThatThrownBy(() -> form(body)).as(body).isInstanceOf(EventRefusedException.class);
        }
        assertThatThrownBy(() -> form("a=%FF")).hasMessage("body is a form with a field that is not UTF-8");
    }

    private static boolean isText(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static Form form(String body) {
        return Form.of(body.getBytes(UTF_8));
    }
}
