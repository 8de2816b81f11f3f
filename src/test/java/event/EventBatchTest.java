package event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import event.WireMessage.Attribute;
import io.cloudevents.CloudEvent;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import process.Json;

/** Events that a handler gets together, whatever is in their messages. */
class EventBatchTest {
    private static final String UNNAMED = "aws:sqs:billing";

    @Test
    void an_event_has_the_data_and_attributes_that_were_published() throws Exception {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("ce_id", Attribute.string("e-1"));
        attributes.put("ce_source", Attribute.string("/shop"));
        attributes.put("ce_type", Attribute.string("OrderPlaced"));
        attributes.put("ce_subject", Attribute.string("order 17"));
        attributes.put("ce_time", Attribute.string("2026-11-30T22:00:00Z"));
        attributes.put("ce_dataschema", Attribute.string("https://shop.example/order"));
        attributes.put("ce_amount", Attribute.number(42));
        attributes.put("ce_price", Attribute.number(new BigDecimal("1.50")));
        attributes.put("ce_large", Attribute.number(9_007_199_254_740_993L));
        attributes.put("ce_tenant", Attribute.string("anna"));
        attributes.put("content-type", Attribute.string("application/json"));
        attributes.put("traceparent", Attribute.string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        attributes.put("Authorization", Attribute.string("secret"));

        EventBatch batch = batch(received("{\"total\": 1.10}", attributes));

        assertThat(batch).singleElement().satisfies(event -> {
            assertThat(event.getId()).isEqualTo("e-1");
            assertThat(event.getSource()).hasToString("/shop");
            assertThat(event.getType()).isEqualTo("OrderPlaced");
            assertThat(event.getSubject()).isEqualTo("order 17");
            assertThat(event.getTime()).hasToString("2026-11-30T22:00Z");
            assertThat(event.getExtension("tenant")).isEqualTo("anna");
            assertThat(event.getExtension("traceparent")).asString().contains("4bf92f35");
        });
        assertThat(batch.json()).contains("\"data\":{\"total\":1.10}").doesNotContain("secret");
        assertThat(json(batch).get(0).path("amount").isInt()).isTrue();
        assertThat(json(batch).get(0).path("price").asText()).isEqualTo("1.50");
        assertThat(json(batch).get(0).path("large").asText()).isEqualTo("9007199254740993");
        assertThat(batch.attributes()).singleElement().isEqualTo(Map.of("Authorization", "secret"));
    }

    @Test
    void the_json_is_read_back_as_cloudevents() throws Exception {
        EventBatch batch =
                batch(received("{\"total\":1}", Map.of("ce_id", Attribute.string("e-1"))), received("text", Map.of()));

        JsonNode json = json(batch);

        assertThat(json).hasSize(2);
        for (JsonNode each : json) {
            CloudEvent event = JsonEvents.event(each);
            assertThat(event.getSource()).hasToString(UNNAMED);
        }
    }

    /** Data that could make the JSON of other events unreadable, or forge an attribute, is sent in base64. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"total\":",
                "not json",
                "1,\"source\":\"forged\"",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "]",
                "{\"n\":NaN}"
            })
    void data_with_a_json_type_that_is_no_json_is_carried_unchanged_in_base64(String data) throws Exception {
        EventBatch batch = batch(
                received(data, Map.of("content-type", Attribute.string("application/json"))),
                received("{}", Map.of("content-type", Attribute.string("application/json"))));

        JsonNode json = json(batch);

        assertThat(json.get(0).path("data_base64").binaryValue())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(data);
        assertThat(json.get(0).has("data")).isFalse();
        assertThat(json.get(1).path("data").isObject()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"text/plain, {}", "text/csv, 'a,b'", "application/xml, <a/>", "text/plain, 'a \"quoted\" text'"})
    void data_of_another_type_is_text(String type, String data) throws Exception {
        EventBatch batch = batch(received(data, Map.of("content-type", Attribute.string(type))));

        assertThat(json(batch).get(0).path("data").textValue()).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "text/json",
                "application/problem+json",
                "application/vnd.shop.order+json",
                "application/vnd.shop-order.v1+json; charset=utf-8",
                "APPLICATION/JSON"
            })
    void data_of_each_json_type_is_json(String type) throws Exception {
        EventBatch batch = batch(received("{\"total\": 1.10}", Map.of("content-type", Attribute.string(type))));

        assertThat(json(batch).get(0).path("data").isObject()).isTrue();
        assertThat(batch.json()).contains("\"data\":{\"total\":1.10}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/vnd.shop.order+json", "APPLICATION/JSON", "application/problem+json"})
    void malformed_data_of_any_json_type_leaves_the_json_around_it_intact(String type) throws Exception {
        JsonNode event = json(batch(received("{\"total\":", Map.of("content-type", Attribute.string(type)))))
                .get(0);

        byte[] data = event.has("data_base64")
                ? event.get("data_base64").binaryValue()
                : event.path("data").asText().getBytes(StandardCharsets.UTF_8);
        assertThat(data).asString(StandardCharsets.UTF_8).isEqualTo("{\"total\":");
    }

    @Test
    void text_without_a_type_gets_a_text_type() throws Exception {
        JsonNode event = json(batch(received("hello", Map.of()))).get(0);

        assertThat(event.path("datacontenttype").asText()).isEqualTo("text/plain");
        assertThat(event.path("data").asText()).isEqualTo("hello");
    }

    @Test
    void bytes_become_base64_and_an_event_without_data_has_none() throws Exception {
        EventBatch batch = new EventBatch(
                List.of(
                        new ReceivedEvent("1", new byte[] {0, 1, (byte) 0xFF}, Map.of()),
                        new ReceivedEvent("2", null, Map.of())),
                "billing");

        JsonNode json = json(batch);

        assertThat(json.get(0).path("data_base64").binaryValue()).containsExactly(0, 1, 0xFF);
        assertThat(json.get(1).has("data")).isFalse();
        assertThat(json.get(1).has("data_base64")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "my shop, my%20shop",
        "https://shop.example/a b, https://shop.example/a%20b",
        "//, aws:sqs:billing",
        "100%, 100%25"
    })
    void a_source_that_is_no_uri_is_encoded(String source, String shown) {
        EventBatch batch = batch(received("x", Map.of("ce_source", Attribute.string(source))));

        assertThat(batch.get(0).getSource()).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_time, yesterday",
        "ce_dataschema, not a uri",
        "ce_subject, ' '",
        "ce_data, 1",
        "ce_datacontenttype, x"
    })
    void an_attribute_that_cloudevents_does_not_allow_is_left_out(String name, String value) throws Exception {
        EventBatch batch = batch(received("{}", Map.of(name, Attribute.string(value))));

        JsonNode event = json(batch).get(0);

        assertThat(event.path("data").isObject()).isTrue();
        assertThat(event.has(name.substring(3))
                        && event.get(name.substring(3)).asText().equals(value))
                .isFalse();
    }

    @Test
    void camel_sends_a_batch_as_json() throws Exception {
        EventBatch batch = batch(received("{\"grüße\":1}", Map.of("ce_id", Attribute.string("e-1"))));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            EventBatch.makeConvertible(camel);
            EventBatch.makeConvertible(camel);

            InputStream stream = camel.getTypeConverter().mandatoryConvertTo(InputStream.class, batch);

            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(batch.json());
            assertThat(camel.getTypeConverter().mandatoryConvertTo(String.class, batch))
                    .isEqualTo(batch.json());
            assertThat(camel.getTypeConverter().mandatoryConvertTo(byte[].class, batch))
                    .isEqualTo(batch.json().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static EventBatch batch(ReceivedEvent... events) {
        return new EventBatch(List.of(events), "billing");
    }

    private static ReceivedEvent received(String body, Map<String, Attribute> attributes) {
        return WireFormat.decode(new WireMessage(body, attributes), "message-1");
    }

    private static JsonNode json(EventBatch batch) throws Exception {
        return Json.read(batch.json());
    }
}
