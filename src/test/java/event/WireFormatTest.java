package event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import event.WireMessage.Attribute;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final URI SOURCE = URI.create("/shop");

    @Test
    void context_attributes_become_message_attributes_that_filters_match() {
        CloudEvent event = order().withSubject("order-7")
                .withTime(OffsetDateTime.parse("2026-03-01T10:00:00Z"))
                .withDataSchema(URI.create("https://shop/schema"))
                .withExtension("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .withExtension("amount", 12)
                .withExtension("vip", true)
                .withData("application/json", text("{}"))
                .build();

        WireMessage message = WireFormat.encode(event);

        assertThat(message.attributes())
                .containsOnly(
                        Map.entry("ce_id", Attribute.string("1")),
                        Map.entry("ce_source", Attribute.string("/shop")),
                        Map.entry("ce_type", Attribute.string("OrderPlaced")),
                        Map.entry("ce_subject", Attribute.string("order-7")),
                        Map.entry("ce_time", Attribute.string("2026-03-01T10:00:00Z")),
                        Map.entry("ce_dataschema", Attribute.string("https://shop/schema")),
                        Map.entry("content-type", Attribute.string("application/json")),
                        Map.entry(
                                "traceparent",
                                Attribute.string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")),
                        Map.entry("ce_amount", new Attribute("Number", "12", null)),
                        Map.entry("ce_vip", Attribute.string("true")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "0", "-7", "60.50", "0.00001", "12345678901234567890123456789012345678", "1E-7"})
    void a_numeric_extension_becomes_a_number_whether_given_as_text_or_as_number(String number) {
        Attribute expected = new Attribute("Number", number, null);

        for (CloudEvent event : List.of(
                order().withExtension("amount", number).build(),
                order().withExtension("amount", new BigDecimal(number)).build())) {
            WireMessage message = WireFormat.encode(event);

            assertThat(message.attributes()).containsEntry("ce_amount", expected);
            assertThat(WireFormat.decode(message, "m").headers().get("ce-amount"))
                    .hasToString(number);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "+60",
                "-0",
                "6e1",
                "1.",
                ".5",
                "60 ",
                "0x1F",
                "NaN",
                "60,5",
                "١٢",
                "1E-0007",
                "123456789012345678901234567890123456789"
            })
    void an_extension_that_only_looks_like_a_number_stays_text(String text) {
        WireMessage message =
                WireFormat.encode(order().withExtension("amount", text).build());

        assertThat(message.attributes()).containsEntry("ce_amount", Attribute.string(text));
        assertThat(WireFormat.decode(message, "m").headers()).containsEntry("ce-amount", text);
    }

    @Property
    void the_text_of_an_extension_survives_encoding_and_decoding(
            @ForAll @StringLength(min = 1, max = 8) @Chars({'0', '1', '9', '.', '-', '+', 'E', 'a'}) String text) {
        WireMessage message =
                WireFormat.encode(order().withExtension("amount", text).build());

        assertThat(WireFormat.decode(message, "m").headers().get("ce-amount")).hasToString(text);
    }

    @Test
    void attributes_that_cloudevents_defines_are_texts_even_if_they_look_like_numbers() {
        WireMessage message = WireFormat.encode(CloudEventBuilder.v1()
                .withId("60")
                .withSource(URI.create("61"))
                .withType("62")
                .withSubject("63")
                .withExtension("tracestate", "64")
                .build());

        assertThat(message.attributes())
                .containsEntry("ce_id", Attribute.string("60"))
                .containsEntry("ce_source", Attribute.string("61"))
                .containsEntry("ce_type", Attribute.string("62"))
                .containsEntry("ce_subject", Attribute.string("63"))
                .containsEntry("tracestate", Attribute.string("64"));
    }

    @Test
    void text_becomes_the_body_unchanged() {
        String json = "{\r\n\t\"name\": \"Åsa 🐫\"}  ";

        WireMessage message = WireFormat.encode(
                order().withData("application/json", text(json)).build());

        assertThat(message.body()).isEqualTo(json);
        assertThat(message.attributes()).doesNotContainKey("caravan-encoding");
    }

    @Property(tries = 300)
    void a_handler_gets_what_was_published(
            @ForAll("data") byte[] data, @ForAll("texts") String subject, @ForAll long number) {
        CloudEvent event = order().withSubject(subject)
                .withExtension("number", number)
                .withData(data)
                .build();

        ReceivedEvent received = WireFormat.decode(WireFormat.encode(event), "message");

        assertThat(received.id()).isEqualTo("1");
        assertThat(bytes(received.body())).isEqualTo(data);
        assertThat(received.headers())
                .containsEntry("ce-subject", subject)
                .hasEntrySatisfying("ce-number", value -> assertThat(value).hasToString(String.valueOf(number)));
        assertThat(WireText.allows(WireFormat.encode(event).body())).isTrue();
    }

    @Provide
    Arbitrary<byte[]> data() {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(300);
        Arbitrary<byte[]> strings = Arbitraries.strings().ofMaxLength(100).map(WireFormatTest::text);
        return Arbitraries.oneOf(bytes, strings);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().ofMinLength(1).ofMaxLength(50).filter(WireText::allows);
    }

    @Test
    void binary_data_comes_back_as_bytes_and_missing_data_as_null() {
        byte[] binary = {0, (byte) 0xFF};

        WireMessage bytes = WireFormat.encode(order().withData(binary).build());
        WireMessage nothing = WireFormat.encode(order().build());

        assertThat(WireFormat.decode(bytes, "m").body()).isEqualTo(binary);
        assertThat(nothing.body()).isNotEmpty();
        assertThat(WireFormat.decode(nothing, "m").body()).isNull();
        assertThat(WireFormat.decode(nothing, "m").headers()).doesNotContainKey("caravan-encoding");
    }

    @Test
    void headers_are_a_binary_mode_cloud_event() {
        WireMessage message =
                WireFormat.encode(order().withData("text/plain", text("hello")).build());

        ReceivedEvent received = WireFormat.decode(message, "m");

        assertThat(received.headers())
                .containsOnly(
                        Map.entry("ce-specversion", "1.0"),
                        Map.entry("ce-id", "1"),
                        Map.entry("ce-source", "/shop"),
                        Map.entry("ce-type", "OrderPlaced"),
                        Map.entry("Content-Type", "text/plain"));
    }

    @Test
    void a_message_from_elsewhere_keeps_its_attributes_and_has_its_message_id_as_event_id() {
        WireMessage message = new WireMessage(
                "hello",
                Map.of(
                        "colour",
                        Attribute.string("red"),
                        "amount",
                        new Attribute("Number.int", "7", null),
                        "price",
                        new Attribute("Number", "7.50", null),
                        "photo",
                        Attribute.binary(new byte[] {1})));

        ReceivedEvent received = WireFormat.decode(message, "message-1");

        assertThat(received.id()).isEqualTo("message-1");
        assertThat(received.body()).isEqualTo("hello");
        assertThat(received.headers()).containsOnlyKeys("ce-id", ReceivedEvent.ATTRIBUTES);
        assertThat(others(received))
                .containsEntry("colour", "red")
                .containsEntry("amount", 7L)
                .containsEntry("price", new BigDecimal("7.50"))
                .containsEntry("photo", new byte[] {1})
                .hasSize(4);
    }

    @Test
    void an_identified_message_without_an_id_stays_the_same_event_in_another_queue() {
        WireMessage message = new WireMessage("hello", Map.of("colour", Attribute.string("red")));

        WireMessage identified = WireFormat.identified(message, "message-1");

        assertThat(WireFormat.decode(identified, "message-2")).isEqualTo(WireFormat.decode(message, "message-1"));
        assertThat(WireFormat.identified(identified, "message-3")).isSameAs(identified);
    }

    @Test
    void a_message_whose_body_has_an_id_stays_unchanged() {
        WireMessage structured =
                new WireMessage("{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"/s\",\"type\":\"T\"}", Map.of());

        assertThat(WireFormat.identified(structured, "message-1")).isSameAs(structured);
    }

    @Test
    void a_message_with_as_many_attributes_as_sqs_takes_stays_without_an_id() {
        Map<String, Attribute> ten = new HashMap<>();
        IntStream.range(0, 10).forEach(number -> ten.put("a" + number, Attribute.string("x")));
        WireMessage message = new WireMessage("hello", ten);

        assertThat(WireFormat.identified(message, "message-1")).isSameAs(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void an_empty_id_is_ignored(String id) {
        WireMessage message = new WireMessage(
                "hello",
                Map.of(
                        "ce_id", Attribute.string(id),
                        "ce_source", Attribute.string("/shop"),
                        "ce_type", Attribute.string("OrderPlaced")));

        ReceivedEvent received = WireFormat.decode(message, "message-1");

        assertThat(received.id()).isEqualTo("message-1");
        assertThat(received.headers()).doesNotContainKey("ce-specversion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelAwsSqsOperation",
                "cAMELHttpUri",
                "CamelHttpQuery",
                "org.apache.camel.x",
                "Authorization",
                "authorization",
                "Proxy-Authorization",
                "Cookie",
                "Host",
                "Content-Encoding",
                "Content-Length",
                "Transfer-Encoding",
                "X-Forwarded-User",
                "X-Tenant",
                "To",
                "Cc",
                "Subject",
                "ce_ID",
                "ce_Id",
                "CE_id",
                "ce_",
                "ce_a-b",
                "ce_x\r\nAuthorization",
                "Traceparent",
                "breadcrumbId",
                "CamelRestHttpUri",
                "CamelHttpPath",
                "CamelHttpRawQuery",
                "CamelHttpMethod",
                "CamelFileName",
                "CamelBeanMethodName",
                "Long-Running-Action",
                "LONG-RUNNING-ACTION"
            })
    void no_foreign_attribute_becomes_a_header(String name) {
        ReceivedEvent received =
                WireFormat.decode(new WireMessage("hello", Map.of(name, Attribute.string("purgeQueue"))), "m");

        assertThat(received.headers()).containsOnlyKeys("ce-id", ReceivedEvent.ATTRIBUTES);
        assertThat(others(received)).isEqualTo(Map.of(name, "purgeQueue"));
    }

    @Test
    void a_malformed_content_type_or_trace_becomes_no_header() {
        ReceivedEvent received = WireFormat.decode(
                new WireMessage(
                        "hello",
                        Map.of(
                                "content-type", Attribute.string("text/plain\r\nX-Forged: 1"),
                                "traceparent", Attribute.string("00-\u00e9"))),
                "m");

        assertThat(received.headers()).containsOnlyKeys("ce-id", ReceivedEvent.ATTRIBUTES);
    }

    @Test
    void an_envelope_is_unwrapped() {
        String envelope = """
                {"Type":"Notification","MessageId":"sns-1","TopicArn":"arn:aws:sns:eu-west-1:1:orders","Message":"{\\"a\\":1}",
                 "MessageAttributes":{"colour":{"Type":"String","Value":"red"},"ce_amount":{"Type":"Number","Value":"3"},
                 "photo":{"Type":"Binary","Value":"AQ=="},"broken":{"Type":"Binary","Value":"!"}}}""";

        ReceivedEvent received =
                WireFormat.decode(new WireMessage(envelope, Map.of("caravan-cause", Attribute.string("{}"))), "sqs-1");

        assertThat(received.id()).isEqualTo("sns-1");
        assertThat(received.body()).isEqualTo("{\"a\":1}");
        assertThat(received.headers())
                .containsEntry("ce-amount", 3L)
                .containsEntry("ce-id", "sns-1")
                .containsEntry("ce-source", "arn:aws:sns:eu-west-1:1:orders");
        assertThat(others(received))
                .containsEntry("colour", "red")
                .containsEntry("photo", new byte[] {1})
                .containsEntry("caravan-cause", "{}")
                .hasSize(3);
    }

    @Test
    void an_event_in_an_envelope_keeps_its_own_id() {
        String envelope = """
                {"Type":"Notification","MessageId":"sns-1","TopicArn":"arn:aws:sns:eu-west-1:1:orders","Message":"AP8=",
                 "MessageAttributes":{"ce_id":{"Type":"String","Value":"1"},
                 "caravan-encoding":{"Type":"String","Value":"base64"}}}""";

        ReceivedEvent received = WireFormat.decode(new WireMessage(envelope, Map.of()), "sqs-1");

        assertThat(received.id()).isEqualTo("1");
        assertThat(received.body()).isEqualTo(new byte[] {0, (byte) 0xFF});
    }

    @Test
    void a_body_that_only_looks_like_an_envelope_is_not_unwrapped() {
        String almost = "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:eu-west-1:1:orders\",\"Message\":\"x\"}";
        String broken = "{\"TopicArn\"";
        String forwarded =
                "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"TopicArn\":\"arn:aws:sns:eu-west-1:1:o\",\"Message\":\"x\"}";
        String two = forwarded + forwarded;
        String twice = forwarded.replace("}", ",\"Message\":\"y\"}");
        WireMessage event = WireFormat.encode(
                order().withData("application/json", text(forwarded)).build());

        assertThat(WireFormat.decode(new WireMessage(almost, Map.of()), "m").body())
                .isEqualTo(almost);
        assertThat(WireFormat.decode(new WireMessage(broken, Map.of()), "m").body())
                .isEqualTo(broken);
        assertThat(WireFormat.decode(new WireMessage(two, Map.of()), "m").body())
                .isEqualTo(two);
        assertThat(WireFormat.decode(new WireMessage(twice, Map.of()), "m").body())
                .isEqualTo(twice);
        assertThat(WireFormat.decode(event, "m").body()).isEqualTo(forwarded);
    }

    @Test
    void more_attributes_than_raw_delivery_carries_are_refused() {
        CloudEventBuilder ten = order();
        for (int i = 1; i <= 6; i++) {
            ten.withExtension("extension" + i, i);
        }
        CloudEvent allowed = ten.withData("text/plain", text("x")).build();
        CloudEvent refused = CloudEventBuilder.v1(allowed).withSubject("eleven").build();

        assertThat(WireFormat.encode(allowed).attributes()).hasSize(10);
        assertThatThrownBy(() -> WireFormat.encode(refused))
                .isExactlyInstanceOf(EventRefusedException.class)
                .hasMessageContaining("attributes are 11");
    }

    @Test
    void a_trace_that_does_not_fit_is_left_out() {
        CloudEventBuilder nine = order();
        for (int i = 1; i <= 5; i++) {
            nine.withExtension("extension" + i, i);
        }
        CloudEvent traced = nine.withData("text/plain", text("x"))
                .withExtension("traceparent", TRACEPARENT)
                .withExtension("tracestate", "shop=1")
                .build();
        CloudEvent full = CloudEventBuilder.v1(traced).withSubject("ten").build();

        assertThat(WireFormat.encode(traced).attributes())
                .hasSize(10)
                .containsKey("traceparent")
                .doesNotContainKey("tracestate");
        assertThat(WireFormat.encode(full).attributes())
                .hasSize(10)
                .containsKey("ce_subject")
                .doesNotContainKeys("traceparent", "tracestate");
    }

    @Test
    void the_trace_of_a_message_is_replaced_if_the_new_one_fits() {
        WireMessage message = WireFormat.encode(order().withExtension("traceparent", TRACEPARENT)
                .withExtension("tracestate", "shop=1")
                .withData(text("x"))
                .build());
        String other = TRACEPARENT.replace("4bf9", "aaaa");
        int room = MessageLimits.SNS_BYTES
                - WireFormat.encode(order().withData(text("x")).build()).size();
        WireMessage full =
                WireFormat.encode(order().withData(text("x".repeat(room + 1))).build());

        assertThat(WireFormat.trace(WireFormat.traced(message, Map.of("traceparent", other))))
                .isEqualTo(Map.of("traceparent", other));
        assertThat(WireFormat.traced(full, Map.of("traceparent", other))).isEqualTo(full);
        WireMessage large = WireFormat.encode(
                order().withData(text("x".repeat(MessageLimits.SNS_BYTES + 1))).build());
        assertThat(WireFormat.trace(WireFormat.traced(large, Map.of("traceparent", other))))
                .as("a topic for larger events has room")
                .isEqualTo(Map.of("traceparent", other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-1-2-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void a_malformed_trace_has_no_id(String traceparent) {
        assertThat(TraceId.in(traceparent)).isEmpty();
        assertThat(TraceId.in(TRACEPARENT)).contains("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(TraceId.in(null)).isEmpty();
    }

    @Test
    void an_attribute_that_sns_does_not_carry_is_refused_by_name() {
        CloudEvent empty = order().withExtension("colour", "").build();
        CloudEvent control = order().withExtension("colour", "red\u0000").build();

        assertThatThrownBy(() -> WireFormat.encode(empty))
                .isInstanceOfSatisfying(
                        EventRefusedException.class, e -> assertThat(e.field()).isEqualTo("colour"));
        assertThatThrownBy(() -> WireFormat.encode(control))
                .isInstanceOfSatisfying(
                        EventRefusedException.class, e -> assertThat(e.field()).isEqualTo("colour"));
    }

    @Test
    void a_number_that_sns_would_refuse_is_sent_as_text() {
        assertThat(Attribute.number(Double.NaN).type()).isEqualTo("String");
        assertThat(Attribute.number(new BigDecimal("1e127")).type()).isEqualTo("String");
        assertThat(Attribute.number(new BigDecimal("1e100")).type()).isEqualTo("Number");
    }

    private static CloudEventBuilder order() {
        return CloudEventBuilder.v1().withId("1").withSource(SOURCE).withType("OrderPlaced");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Object body) {
        if (body == null) {
            return new byte[0];
        }
        return body instanceof byte[] binary ? binary : text((String) body);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> others(ReceivedEvent received) {
        return (Map<String, Object>) received.headers().get(ReceivedEvent.ATTRIBUTES);
    }
}
