package sqs;

import static org.assertj.core.api.Assertions.assertThat;

import event.ReceivedEvent;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

class MessageReaderTest {
    private static final String ENVELOPE =
            "{\"Type\":\"Notification\",\"TopicArn\":\"t\",\"MessageId\":\"sns-1\",\"Message\":\"x\"";

    @Property(tries = 2_000)
    void every_message_is_an_event(
            @ForAll("bodies") String body, @ForAll("attributes") Map<String, MessageAttributeValue> attributes) {
        Message message = Message.builder()
                .messageId("m-1")
                .body(body)
                .messageAttributes(attributes)
                .build();

        ReceivedEvent event = MessageReader.event(message);

        assertThat(event.id()).isNotBlank();
        assertThat(event.headers().keySet())
                .noneMatch(name ->
                        name.toLowerCase(Locale.ROOT).startsWith("camel") && !name.equals(ReceivedEvent.ATTRIBUTES));
    }

    @Test
    void a_message_without_anything_is_an_event_with_the_id_of_the_message() {
        ReceivedEvent event =
                MessageReader.event(Message.builder().messageId("m-1").build());

        assertThat(event).isEqualTo(new ReceivedEvent("m-1", "", Map.of("ce-id", "m-1")));
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.of(
                        "",
                        "AP8=",
                        "(no data)",
                        ENVELOPE + "}",
                        ENVELOPE + "}{}",
                        ENVELOPE + ",\"MessageAttributes\":[1]}",
                        ENVELOPE
                                + ",\"MessageAttributes\":{\"a\":null,\"b\":{\"Type\":\"Number\"},\"c\":{\"Type\":7}}}",
                        ENVELOPE + ",\"MessageAttributes\":{\"ce_id\":{\"Type\":\"Binary\",\"Value\":\"AP8=\"}}}",
                        ENVELOPE + ",\"x\":" + "[".repeat(5_000),
                        ENVELOPE + ",\"x\":" + "9".repeat(5_000) + "}"),
                Arbitraries.strings().ofMaxLength(20).map(end -> ENVELOPE + end),
                Arbitraries.just((String) null));
    }

    @Provide
    Arbitrary<Map<String, MessageAttributeValue>> attributes() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(10),
                Arbitraries.of(
                        "ce_id",
                        "ce_",
                        "ce_source",
                        "ce_type",
                        "content-type",
                        "caravan-encoding",
                        "caravan-cause",
                        "CamelHttpUri"));
        return Arbitraries.maps(names, values()).ofMaxSize(5);
    }

    private static Arbitrary<MessageAttributeValue> values() {
        Arbitrary<String> types = Arbitraries.of("String", "Number", "Number.int", "Binary", "String.Array", "", "x")
                .injectNull(0.1);
        Arbitrary<String> texts = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.of(
                                "base64",
                                "none",
                                "7",
                                "-0",
                                "1e999999999999",
                                "1e-2147483648",
                                "9".repeat(2_000),
                                "NaN"))
                .injectNull(0.1);
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(5).injectNull(0.7);
        return Combinators.combine(types, texts, bytes)
                .as((type, text, binary) -> MessageAttributeValue.builder()
                        .dataType(type)
                        .stringValue(text)
                        .binaryValue(binary == null ? null : SdkBytes.fromByteArray(binary))
                        .build());
    }
}
