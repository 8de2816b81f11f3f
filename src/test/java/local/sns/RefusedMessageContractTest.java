package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SnsException;

/** Messages that break a rule of Publish, alone and in a batch, which AWS then refuses as a whole. */
@ExtendWith(CloudExtension.class)
class RefusedMessageContractTest {
    private static final String INVALID = "InvalidParameter";
    private static final String INVALID_ATTRIBUTE = "ParameterValueInvalid";

    private final Cloud cloud;
    private final SnsClient sns;

    RefusedMessageContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    /** A message that breaks one rule, and the error that AWS answers. */
    private record Broken(
            String rule, Consumer<PublishBatchRequestEntry.Builder> change, boolean fifo, String code, String message) {
        Broken(String rule, Consumer<PublishBatchRequestEntry.Builder> change, String message) {
            this(rule, change, false, INVALID, message);
        }

        @Override
        public String toString() {
            return rule;
        }
    }

    static Stream<Broken> messages() {
        return Stream.of(
                new Broken("empty", entry -> entry.message(""), "Invalid parameter: Empty message"),
                new Broken(
                        "a character that no queue takes",
                        entry -> entry.message("bell \u0007"),
                        "Invalid parameter: "),
                new Broken("empty subject", entry -> entry.subject(""), "Invalid parameter: Subject"),
                new Broken("subject of two lines", entry -> entry.subject("a\nb"), "Invalid parameter: Subject"),
                new Broken("long subject", entry -> entry.subject("x".repeat(101)), "Invalid parameter: Subject"),
                new Broken(
                        "deduplication id on a standard topic",
                        entry -> entry.messageDeduplicationId("id"),
                        "Invalid parameter: MessageDeduplicationId Reason: The request includes"
                                + " MessageDeduplicationId parameter that is not valid for this topic type"),
                new Broken("group id with a blank", entry -> entry.messageGroupId("a b"), "MessageGroupId"),
                new Broken("long group id", entry -> entry.messageGroupId("x".repeat(129)), "MessageGroupId"));
    }

    static Stream<Broken> jsonMessages() {
        String noDefault = "Invalid parameter: Message Structure - No default entry in JSON message body";
        String noJson = "Invalid parameter: Message Structure - JSON message body failed to parse";
        return Stream.of(
                json("{\"sqs\":\"for queues\"}", noDefault),
                json("{\"default\":{\"object\":\"test\"}}", noDefault),
                json("{\"default\":null}", noDefault),
                json("{}", noDefault),
                json("{\"default\":\"x\"} }", noJson),
                json("{\"default\":\"x\"}{\"default\":\"y\"}", noJson),
                json("{\"default\":\"x\"} trailing", noJson),
                json("{\"default\":\"x\"", noJson),
                json("plain", noJson));
    }

    static Stream<Broken> fifoMessages() {
        return Stream.of(
                new Broken(
                        "no group",
                        entry -> entry.messageGroupId(null),
                        true,
                        INVALID,
                        "Invalid parameter: The MessageGroupId parameter is required for FIFO topics"),
                new Broken(
                        "no deduplication id",
                        entry -> entry.messageDeduplicationId(null),
                        true,
                        INVALID,
                        "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or"
                                + " MessageDeduplicationId provided explicitly"),
                new Broken(
                        "deduplication id with a line break",
                        entry -> entry.messageDeduplicationId("a\nb"),
                        true,
                        INVALID,
                        "MessageDeduplicationId"));
    }

    static Stream<Broken> attributes() {
        SdkBytes bytes = SdkBytes.fromUtf8String("bytes");
        return Stream.of(
                attribute("a^b", string("x"), "Invalid non-alphanumeric character '#x5E' was found"),
                attribute("a b", string("x"), "Invalid non-alphanumeric character '#x20' was found"),
                attribute(".name", string("x"), "Invalid message attribute name starting with character '.'"),
                attribute("name.", string("x"), "Invalid message attribute name ending with character '.'"),
                attribute("two..dots", string("x"), "Message attribute name can not have successive '.' character."),
                attribute(
                        "x".repeat(257), string("x"), "Length of message attribute name must be less than 256 bytes."),
                attribute("AWS.name", string("x"), "AWS."),
                attribute("amazon.name", string("x"), "Amazon."),
                attribute("name", string(""), mustHave("String")),
                attribute("name", value -> value.dataType("String"), mustHave("String")),
                attribute("name", value -> value.dataType("Number"), mustHave("Number")),
                attribute("name", value -> value.dataType("Binary"), mustHave("Binary")),
                attribute("name", value -> value.dataType("String").binaryValue(bytes), mustUse("String", "String")),
                attribute("name", value -> value.dataType("Number").binaryValue(bytes), mustUse("Number", "String")),
                attribute("name", value -> value.dataType("Binary").stringValue("x"), mustUse("Binary", "Binary")),
                attribute(
                        "name",
                        value -> value.dataType("String.").stringValue("x"),
                        "has an invalid message attribute type"),
                attribute(
                        "name",
                        value -> value.dataType("Stringlike").stringValue("x"),
                        "has an invalid message attribute type"),
                attribute(
                        "name",
                        value -> value.dataType("Text").stringValue("x"),
                        "has an invalid message attribute type"),
                attribute("name", value -> value.dataType("Number").stringValue("many"), "number"),
                new Broken(
                        "attribute without a type",
                        entry -> entry.messageAttributes(Map.of(
                                "name",
                                MessageAttributeValue.builder().stringValue("x").build())),
                        false,
                        "ValidationError",
                        "messageAttributes.name.member.dataType' failed to satisfy constraint: Member must not be null"));
    }

    @ParameterizedTest
    @MethodSource({"messages", "jsonMessages", "fifoMessages", "attributes"})
    void a_message_that_breaks_a_rule_is_refused(Broken broken) {
        String topic = topic(broken);

        refuses(() -> publish(topic, entry(broken, "broken")), broken);
    }

    @ParameterizedTest
    @MethodSource({"messages", "jsonMessages", "fifoMessages", "attributes"})
    void one_message_that_breaks_a_rule_has_its_whole_batch_refused(Broken broken) {
        String topic = topic(broken);
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        refuses(
                () -> sns.publishBatch(batch -> batch.topicArn(topic)
                        .publishBatchRequestEntries(
                                sound(broken, "before"), entry(broken, "broken"), sound(broken, "after"))),
                broken);
        publish(topic, sound(broken, "later"));

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("later");
    }

    @Test
    void the_first_of_several_messages_that_break_rules_is_named() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> sns.publishBatch(batch -> batch.topicArn(topic)
                        .publishBatchRequestEntries(
                                PublishBatchRequestEntry.builder()
                                        .id("good")
                                        .message("good")
                                        .build(),
                                PublishBatchRequestEntry.builder()
                                        .id("untyped")
                                        .message("bad")
                                        .messageAttributes(Map.of(
                                                "name",
                                                MessageAttributeValue.builder()
                                                        .stringValue("x")
                                                        .build()))
                                        .build(),
                                PublishBatchRequestEntry.builder()
                                        .id("empty")
                                        .message("")
                                        .build())))
                .hasMessageContaining("Value null at"
                        + " 'publishBatchRequestEntries.2.member.messageAttributes.name.member.dataType'");
    }

    private static void refuses(ThrowingCallable call, Broken broken) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SnsException.class, refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(broken.code());
            assertThat(refusal.awsErrorDetails().errorMessage()).contains(broken.message());
        });
    }

    private String topic(Broken broken) {
        return broken.fifo() ? cloud.fifoTopic(Map.of()) : cloud.topic();
    }

    private void publish(String topic, PublishBatchRequestEntry entry) {
        sns.publish(PublishRequest.builder()
                .topicArn(topic)
                .message(entry.message())
                .subject(entry.subject())
                .messageStructure(entry.messageStructure())
                .messageAttributes(entry.hasMessageAttributes() ? entry.messageAttributes() : null)
                .messageGroupId(entry.messageGroupId())
                .messageDeduplicationId(entry.messageDeduplicationId())
                .build());
    }

    private static PublishBatchRequestEntry sound(Broken broken, String text) {
        return entry(broken.fifo(), text).build();
    }

    private static PublishBatchRequestEntry entry(Broken broken, String text) {
        return entry(broken.fifo(), text).applyMutation(broken.change()).build();
    }

    private static PublishBatchRequestEntry.Builder entry(boolean fifo, String text) {
        PublishBatchRequestEntry.Builder entry =
                PublishBatchRequestEntry.builder().id(text).message(text);
        return fifo
                ? entry.messageGroupId("group")
                        .messageDeduplicationId(UUID.randomUUID().toString())
                : entry;
    }

    private static Broken json(String message, String error) {
        return new Broken(message, entry -> entry.messageStructure("json").message(message), error);
    }

    private static Broken attribute(String name, Consumer<MessageAttributeValue.Builder> value, String error) {
        MessageAttributeValue attribute =
                MessageAttributeValue.builder().applyMutation(value).build();
        return new Broken(
                name + " " + attribute.dataType(),
                entry -> entry.messageAttributes(Map.of(name, attribute)),
                false,
                INVALID_ATTRIBUTE,
                error);
    }

    private static Consumer<MessageAttributeValue.Builder> string(String text) {
        return value -> value.dataType("String").stringValue(text);
    }

    private static String mustHave(String type) {
        return "The message attribute 'name' must contain non-empty message attribute value for message attribute type '"
                + type + "'.";
    }

    private static String mustUse(String type, String field) {
        return "The message attribute 'name' with type '" + type + "' must use field '" + field + "'.";
    }
}
