package event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import event.WireMessage.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import process.Json;

/** Recognizes the events in messages of other senders, and leaves closed what only looks like such a message. */
class OpeningTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";
    private static final String BRIDGE = """
            {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"EC2 Instance State-change Notification",
             "source":"aws.ec2","account":"111122223333","time":"2017-12-22T18:43:48Z","region":"us-west-1",
             "resources":["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
             "detail":{"instance-id":"i-1234567890abcdef0","state":"terminated"}}""";
    private static final String STRUCTURED = """
            {"specversion":"1.0","id":"7","source":"/shop","type":"OrderPlaced","subject":"order 7",
             "time":"2026-11-01T10:00:00Z","tenant":"a","datacontenttype":"application/json","data":{"price":1.10}}""";

    @Example
    void an_envelope_gives_its_id_its_topic_its_subject_and_its_time() {
        ReceivedEvent event = decode(envelope("hello", Map.of("Subject", "Greetings")));

        assertThat(event.identity()).isEqualTo(new Identity("sns-1", TOPIC));
        assertThat(event.body()).isEqualTo("hello");
        assertThat(event.headers())
                .containsOnly(
                        Map.entry("ce-specversion", "1.0"),
                        Map.entry("ce-id", "sns-1"),
                        Map.entry("ce-source", TOPIC),
                        Map.entry("ce-type", "com.amazonaws.sns.Notification"),
                        Map.entry("ce-subject", "Greetings"),
                        Map.entry("ce-time", "2026-11-30T18:21:02.000Z"));
    }

    @Example
    void an_event_of_eventbridge_has_one_identity_direct_raw_and_in_an_envelope() {
        for (String body : List.of(BRIDGE, envelope(BRIDGE, Map.of("Subject", "EC2")))) {
            ReceivedEvent event = decode(body);

            assertThat(event.identity()).isEqualTo(new Identity("6a7e8feb-b491-4cf7-a9f1-bf3703467718", "aws.ec2"));
            assertThat(event.body()).isEqualTo(BRIDGE);
            assertThat(event.headers())
                    .containsEntry("ce-id", event.id())
                    .containsEntry("ce-specversion", "1.0")
                    .containsEntry("ce-type", "EC2 Instance State-change Notification")
                    .containsEntry("ce-time", "2017-12-22T18:43:48Z")
                    .containsEntry("ce-subject", "arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0")
                    .containsEntry("ce-resources", "arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0")
                    .containsEntry("Content-Type", "application/json");
        }
    }

    @Example
    void several_resources_give_no_subject() throws Exception {
        ObjectNode json = (ObjectNode) Json.read(BRIDGE);
        ((ArrayNode) json.get("resources")).add("arn:aws:s3:::b");

        assertThat(decode(json.toString()).headers())
                .doesNotContainKey("ce-subject")
                .containsEntry(
                        "ce-resources",
                        "arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0,arn:aws:s3:::b");
    }

    @Example
    void a_structured_event_is_opened_as_if_its_attributes_had_been_message_attributes() {
        for (String body : List.of(STRUCTURED, envelope(STRUCTURED, Map.of("Subject", "no")))) {
            ReceivedEvent event =
                    decode(body, Map.of("content-type", Attribute.string("application/cloudevents+json")));

            assertThat(event.identity()).isEqualTo(new Identity("7", "/shop"));
            assertThat(event.body()).isEqualTo("{\"price\":1.10}");
            assertThat(event.headers())
                    .containsOnly(
                            Map.entry("ce-specversion", "1.0"),
                            Map.entry("ce-id", "7"),
                            Map.entry("ce-source", "/shop"),
                            Map.entry("ce-type", "OrderPlaced"),
                            Map.entry("ce-subject", "order 7"),
                            Map.entry("ce-time", "2026-11-01T10:00:00Z"),
                            Map.entry("ce-tenant", "a"),
                            Map.entry("Content-Type", "application/json"));
        }
    }

    @Example
    void a_structured_event_may_have_more_attributes_than_sns_carries_and_bytes_or_no_data() {
        StringBuilder many = new StringBuilder(STRUCTURED.substring(0, STRUCTURED.indexOf(",\"datacontenttype")));
        for (int i = 0; i < 20; i++) {
            many.append(",\"extension").append(i).append("\":").append(i);
        }

        assertThat(decode(many + ",\"data_base64\":\"AP8=\"}").body()).isEqualTo(new byte[] {0, (byte) 0xFF});
        assertThat(decode(many + "}").body()).isNull();
        assertThat(decode(many + "}").headers()).containsEntry("ce-extension19", 19L);
    }

    @Example
    void attributes_may_be_written_with_a_dash() {
        ReceivedEvent event = decode(
                BRIDGE,
                Map.of(
                        "ce-id", Attribute.string("8"),
                        "ce-source", Attribute.string("/shop"),
                        "ce-type", Attribute.string("dashed"),
                        "ce_type", Attribute.string("ours")));

        assertThat(event.identity()).isEqualTo(new Identity("8", "/shop"));
        assertThat(event.body()).isEqualTo(BRIDGE);
        assertThat(event.headers())
                .containsEntry("ce-type", "ours")
                .containsEntry(ReceivedEvent.ATTRIBUTES, Map.of("ce-type", "dashed"));
    }

    @Example
    void a_plain_message_gets_its_message_id_as_event_id_and_as_header() {
        ReceivedEvent event = decode("hello");

        assertThat(event.identity()).isEqualTo(new Identity("sqs-1", ""));
        assertThat(event.headers()).containsOnly(Map.entry("ce-id", "sqs-1"));
    }

    @Example
    void a_blank_id_in_an_envelope_is_ignored() {
        String envelope =
                envelope("x", Map.of("MessageAttributes", Map.of("ce_id", Map.of("Type", "String", "Value", " "))));

        assertThat(decode(envelope).id()).isEqualTo("sns-1");
    }

    /** A message is EventBridge's only if it has each of EventBridge's members, with a value that EventBridge would write. */
    @Property
    void a_message_that_lacks_a_member_of_eventbridge_stays_opaque(
            @ForAll("bridgeMembers") String member, @ForAll("wrongValues") String wrong) throws Exception {
        Assume.that(!member.equals("detail") || !wrong.startsWith("{"));
        ObjectNode lacking = (ObjectNode) Json.read(BRIDGE);
        lacking.remove(member);
        ObjectNode other = (ObjectNode) Json.read(BRIDGE);
        other.set(member, Json.read(wrong));

        for (ObjectNode json : List.of(lacking, other)) {
            ReceivedEvent event = decode(json.toString());

            assertThat(event.identity()).isEqualTo(new Identity("sqs-1", ""));
            assertThat(event.body()).isEqualTo(json.toString());
            assertThat(event.headers()).containsOnly(Map.entry("ce-id", "sqs-1"));
        }
    }

    @Property
    void a_message_that_is_no_sns_envelope_stays_opaque(
            @ForAll("envelopeMembers") String member, @ForAll("wrongValues") String wrong) throws Exception {
        ObjectNode lacking = (ObjectNode) Json.read(envelope("x", Map.of()));
        lacking.remove(member);
        ObjectNode other = (ObjectNode) Json.read(envelope("x", Map.of()));
        other.set(member, Json.read(wrong));

        assertOpaque(lacking.toString());
        assertOpaque(other.toString());
        assertOpaque(envelope("x", Map.of("TopicArn", "orders")));
        assertOpaque(envelope("x", Map.of("TopicArn", "arn:aws:sqs:eu-west-1:1:orders")));
        assertOpaque(envelope("x", Map.of("Type", "SubscriptionConfirmation")));
        assertOpaque(envelope("x", Map.of("MessageId", "a\u0000")));
    }

    @Property
    void a_message_that_is_no_cloudevent_stays_opaque(
            @ForAll("eventMembers") String member, @ForAll("wrongValues") String wrong) throws Exception {
        ObjectNode lacking = (ObjectNode) Json.read(STRUCTURED);
        lacking.remove(member);
        ObjectNode other = (ObjectNode) Json.read(STRUCTURED);
        other.set(member, Json.read(wrong));

        assertOpaque(lacking.toString());
        assertOpaque(other.toString());
    }

    /** Every message has an id, whatever is in it, and the handler gets this id. */
    @Property
    void the_id_header_always_equals_the_id_of_the_event(
            @ForAll("bodies") String body,
            @ForAll("names") String name,
            @ForAll("texts") String text,
            @ForAll boolean binary) {
        Attribute attribute = binary ? Attribute.binary(new byte[] {1}) : Attribute.string(text);

        ReceivedEvent event = decode(body, Map.of(name, attribute));

        assertThat(event.id()).isNotBlank();
        assertThat(event.headers()).containsEntry("ce-id", event.id());
        assertThat(event.headers().keySet())
                .allMatch(header -> header.matches("ce-[a-z0-9]+|Content-Type|trace.*|Camel.*"));
    }

    @Provide
    Arbitrary<String> bridgeMembers() {
        return Arbitraries.of(
                "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail");
    }

    @Provide
    Arbitrary<String> envelopeMembers() {
        return Arbitraries.of("Type", "TopicArn", "MessageId", "Message");
    }

    @Provide
    Arbitrary<String> eventMembers() {
        return Arbitraries.of("specversion", "id", "source", "type");
    }

    @Provide
    Arbitrary<String> wrongValues() {
        return Arbitraries.of("null", "7", "1.5", "true", "[[1]]", "[null]", "{\"a\":{}}");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of("", " ", "\u0000", "\t", "é", "\uD83D\uDE00", "x".repeat(64 * 1024)));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("ce_id", "ce-id", "ce_source", "ce-source", "ce_ID", "ce-", "id", "content-type");
    }

    @Provide
    Arbitrary<String> bodies() {
        String deep = "{\"specversion\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
        Arbitrary<String> whole = Arbitraries.of(
                BRIDGE,
                STRUCTURED,
                envelope(BRIDGE, Map.of()),
                envelope(envelope("x", Map.of()), Map.of()),
                "[" + BRIDGE + "]",
                BRIDGE + BRIDGE,
                "null",
                "",
                deep,
                deep.replace("specversion", "detail-type"),
                "{\"Records\":[{\"eventSource\":\"aws:s3\"}]}",
                "{\"Records\":[null,\"aws:s3\"]}",
                "{\"AlarmName\":null}",
                "{\"mail\":{\"messageId\":\"\"},\"eventType\":\"\\u0000\"}");
        Arbitrary<String> cut = whole.flatMap(
                body -> Arbitraries.integers().between(0, body.length()).map(end -> body.substring(0, end)));
        Arbitrary<String> hostile = texts().map(text ->
                Json.write(Map.of("specversion", "1.0", "id", text, "source", text, "type", text, "data", text)));
        return Arbitraries.oneOf(whole, cut, hostile, texts().map(text -> envelope(text, Map.of("MessageId", text))));
    }

    private static void assertOpaque(String body) {
        ReceivedEvent event = decode(body);

        assertThat(event.identity()).isEqualTo(new Identity("sqs-1", ""));
        assertThat(event.body()).isEqualTo(body);
    }

    private static String envelope(String message, Map<String, ?> others) {
        Map<String, Object> json = new LinkedHashMap<>(Map.of(
                "Type", "Notification",
                "MessageId", "sns-1",
                "TopicArn", TOPIC,
                "Timestamp", "2026-11-30T18:21:02.000Z",
                "SignatureVersion", "1"));
        json.put("Message", message);
        json.putAll(others);
        return Json.write(json);
    }

    private static ReceivedEvent decode(String body) {
        return decode(body, Map.of());
    }

    private static ReceivedEvent decode(String body, Map<String, Attribute> attributes) {
        return WireFormat.decode(new WireMessage(body, attributes), "sqs-1");
    }
}
