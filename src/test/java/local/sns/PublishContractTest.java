package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sns.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sns.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sns.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;

@ExtendWith(CloudExtension.class)
class PublishContractTest {
    private static final int LIMIT = 256 * 1024;

    private final Cloud cloud;
    private final SnsClient sns;

    PublishContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @Test
    void a_missing_topic_is_not_found() {
        String missing = cloud.topic().replace("contract-", "missing-");

        assertThatThrownBy(() -> cloud.publish(missing, "hello"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Topic does not exist");
    }

    @Test
    void an_empty_message_is_refused() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> cloud.publish(topic, ""))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Empty message");
    }

    @Test
    void a_message_may_have_256_KB_and_not_a_byte_more() {
        String topic = cloud.topic();

        assertThat(cloud.publish(topic, "x".repeat(LIMIT))).isNotBlank();
        assertThatThrownBy(() -> cloud.publish(topic, "x".repeat(LIMIT + 1)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Message too long");
    }

    @Test
    void name_type_and_value_of_an_attribute_count_as_well() {
        String topic = cloud.topic();
        String text = "x".repeat(LIMIT - "name".length() - "String".length() - "value".length());

        assertThat(publish(topic, text, "name", string("value"))).isNotBlank();
        assertThatThrownBy(() -> publish(topic, text, "name", string("value!")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Message too long");
    }

    @Test
    void a_character_that_no_queue_takes_is_refused() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> cloud.publish(topic, "bell \u0007")).isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void a_subject_is_one_line_of_a_hundred_characters() {
        String topic = cloud.topic();

        assertThat(sns.publish(message ->
                                message.topicArn(topic).message("hello").subject("x".repeat(100)))
                        .messageId())
                .isNotBlank();
        for (String subject : List.of("", "two\nlines", "x".repeat(101))) {
            assertThatThrownBy(() -> sns.publish(
                            message -> message.topicArn(topic).message("hello").subject(subject)))
                    .isInstanceOf(InvalidParameterException.class)
                    .hasMessageContaining("Invalid parameter: Subject");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "String, value",
        "String.label, value",
        "Number, -1.5e3",
        "Number.int, 3",
        "String.Array, '[\"a\",null,true,1]'"
    })
    void an_attribute_of_any_type_is_accepted(String type, String value) {
        String topic = cloud.topic();

        assertThat(publish(
                        topic,
                        "hello",
                        "a.name-of_all.sorts",
                        MessageAttributeValue.builder()
                                .dataType(type)
                                .stringValue(value)
                                .build()))
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"default\":\"first\",\"default\":\"hello\"}",
                "{\"default\":\"hello\",\"sqs\":{\"not\":\"a text\"}}",
                "{\"default\":\"hello\",\"sqs\":null,\"pigeon\":\"unknown\"}",
                " {\"default\":\"hello\"} \n"
            })
    void a_json_message_may_hold_names_twice_and_values_that_are_no_text(String json) {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        sns.publish(message -> message.topicArn(topic).messageStructure("json").message(json));

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("hello");
    }

    @Test
    void each_protocol_gets_its_own_text_of_a_json_message() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        sns.publish(message -> message.topicArn(topic)
                .messageStructure("json")
                .message("{\"default\":\"for all\",\"sqs\":\"for queues\"}"));

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("for queues");
    }

    @Test
    void a_batch_reaches_the_subscriber() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        PublishBatchResponse answer = publishBatch(
                topic,
                IntStream.range(0, 10)
                        .mapToObj(i -> entry("id" + i, "text" + i))
                        .toList());

        assertThat(answer.failed()).isEmpty();
        assertThat(answer.successful()).extracting(PublishBatchResultEntry::id).hasSize(10);
        assertThat(cloud.receiveTexts(queue, 10))
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 10).mapToObj(i -> "text" + i).toArray(String[]::new));
    }

    @Test
    void a_batch_holds_one_to_ten_messages() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> publishBatch(topic, List.of())).isInstanceOf(EmptyBatchRequestException.class);
        assertThatThrownBy(() -> publishBatch(
                        topic,
                        IntStream.range(0, 11)
                                .mapToObj(i -> entry("id" + i, "hello"))
                                .toList()))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    }

    @Test
    void the_ids_of_a_batch_are_distinct_and_plain() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> publishBatch(topic, List.of(entry("same", "one"), entry("same", "other"))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
        assertThatThrownBy(() -> publishBatch(topic, List.of(entry("no dots.", "hello"))))
                .isInstanceOf(InvalidBatchEntryIdException.class)
                .hasMessageContaining("contains an impermissible character: no dots.");
        assertThatThrownBy(() -> publishBatch(topic, List.of(entry("x".repeat(81), "hello"))))
                .isInstanceOf(InvalidBatchEntryIdException.class)
                .hasMessageContaining("is too long: xxx");
    }

    @Test
    void a_batch_has_256_KB_in_all() {
        String topic = cloud.topic();
        String half = "x".repeat(LIMIT / 2);

        assertThat(publishBatch(topic, List.of(entry("one", half), entry("other", half)))
                        .failed())
                .isEmpty();
        assertThatThrownBy(() -> publishBatch(topic, List.of(entry("one", half), entry("other", half + "x"))))
                .isInstanceOf(BatchRequestTooLongException.class);
    }

    @Test
    void a_binary_attribute_counts_with_its_bytes() {
        String topic = cloud.topic();
        String text = "x".repeat(LIMIT - "name".length() - "Binary".length() - 1000);
        MessageAttributeValue binary = MessageAttributeValue.builder()
                .dataType("Binary")
                .binaryValue(SdkBytes.fromByteArray(new byte[1000]))
                .build();

        assertThat(publish(topic, text, "name", binary)).isNotBlank();
        assertThatThrownBy(() -> publish(topic, text + "x", "name", binary))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Message too long");
    }

    private PublishBatchResponse publishBatch(String topic, List<PublishBatchRequestEntry> entries) {
        return sns.publishBatch(batch -> batch.topicArn(topic).publishBatchRequestEntries(entries));
    }

    private static PublishBatchRequestEntry entry(String id, String text) {
        return PublishBatchRequestEntry.builder().id(id).message(text).build();
    }

    private String publish(String topic, String text, String name, MessageAttributeValue attribute) {
        return sns.publish(message -> message.topicArn(topic).message(text).messageAttributes(Map.of(name, attribute)))
                .messageId();
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
