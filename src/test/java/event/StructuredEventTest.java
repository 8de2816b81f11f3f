package event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredEventTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            application/json                | {"amount": 1.50, "n": 12345678901234567890} | "data":{"amount": 1.50, "n": 12345678901234567890}
            application/json; charset=utf-8 | [1]              | "data":[1]
            application/order+json          | "a text"         | "data":"a text"
            APPLICATION/JSON                | true             | "data":true
                                            | {"order":1}      | "data":{"order":1}
                                            | <order/>         | "data":"<order/>"
            text/plain                      | 42               | "data":"42"
            text/xml                        | <o a="1"/>       | "data":"<o a=\\"1\\"/>"
            application/json                | {"broken":       | "data_base64":"eyJicm9rZW4iOg=="
            application/json                | {"a":1} {"a":2}  | "data_base64":"eyJhIjoxfSB7ImEiOjJ9"
            application/json                | {"a":1,"a":2}    | "data_base64":"eyJhIjoxLCJhIjoyfQ=="
            """)
    void data_is_json_if_valid_and_of_a_json_type_and_otherwise_text_or_base64(String type, String body, String data) {
        String written = write(body, type == null ? Map.of() : Map.of("Content-Type", type));

        assertThat(written).endsWith(data + "}");
    }

    @Test
    void bytes_are_base64() {
        assertThat(write(new byte[] {0, -1}, Map.of("Content-Type", "image/png")))
                .endsWith("\"data_base64\":\"AP8=\"}");
    }

    @Test
    void an_event_without_data_has_none() {
        assertThat(write(null, Map.of())).doesNotContain("data");
    }

    @Test
    void attributes_keep_their_names_and_headers_of_no_event_are_left_out() throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("ce-source", "/shop");
        headers.put("ce-type", "OrderPaid");
        headers.put("ce-time", "2026-01-02T03:04:05Z");
        headers.put("ce-priority", 7L);
        headers.put("ce-large", 12_345_678_901L);
        headers.put("ce-ratio", new BigDecimal("1.50"));
        headers.put("ce-bytes", new byte[] {1});
        headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        headers.put(ReceivedEvent.ATTRIBUTES, Map.of("Authorization", "secret"));

        JsonNode json = read(write("{}", headers));

        assertThat(json.get("type").asText()).isEqualTo("OrderPaid");
        assertThat(json.get("priority").isInt()).isTrue();
        assertThat(json.get("large").asText()).isEqualTo("12345678901");
        assertThat(json.get("ratio").asText()).isEqualTo("1.50");
        assertThat(json.get("bytes").asText()).isEqualTo("AQ==");
        assertThat(json.get("traceparent").asText()).startsWith("00-0af7");
        assertThat(json.toString()).doesNotContain("Authorization", "secret");
    }

    @Test
    void a_message_of_others_gets_the_required_attributes_of_an_event() throws Exception {
        JsonNode json = read(StructuredEvent.write(new ReceivedEvent("m-1", "hello", Map.of()), "app", "message"));

        assertThat(json.toString())
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"m-1\",\"source\":\"app\",\"type\":\"message\",\"data\":\"hello\"}");
    }

    @Test
    void the_cloudevents_sdk_reads_a_structured_event() {
        CloudEvent event = EventFormatProvider.getInstance()
                .resolveFormat(JsonFormat.CONTENT_TYPE)
                .deserialize(write(
                                "{\"order\":1}",
                                Map.of(
                                        "ce-source",
                                        "/shop",
                                        "ce-type",
                                        "OrderPaid",
                                        "Content-Type",
                                        "application/json"))
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(event.getType()).isEqualTo("OrderPaid");
        assertThat(new String(event.getData().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"order\":1}");
    }

    private static String write(Object body, Map<String, Object> headers) {
        return StructuredEvent.write(new ReceivedEvent("1", body, headers), "app", "message");
    }

    private static JsonNode read(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }
}
