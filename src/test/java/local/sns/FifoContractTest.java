package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@ExtendWith(CloudExtension.class)
class FifoContractTest {
    private static final Map<String, String> CONTENT_BASED = Map.of("ContentBasedDeduplication", "true");

    private final Cloud cloud;
    private final SnsClient sns;

    FifoContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @Test
    void a_message_without_group_is_refused() {
        String topic = cloud.fifoTopic(CONTENT_BASED);

        assertThatThrownBy(() -> cloud.publish(topic, "hello"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("The MessageGroupId parameter is required for FIFO topics");
    }

    @Test
    void a_message_without_deduplication_id_is_refused_unless_its_content_is_one() {
        String topic = cloud.fifoTopic(Map.of());

        assertThatThrownBy(() -> publish(topic, "group", null, "hello"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("ContentBasedDeduplication enabled or MessageDeduplicationId provided");
        assertThat(publish(cloud.fifoTopic(CONTENT_BASED), "group", null, "hello")
                        .messageId())
                .isNotBlank();
    }

    @Test
    void a_standard_topic_takes_no_deduplication_id() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> publish(topic, null, "id", "hello"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("MessageDeduplicationId parameter that is not valid for this topic type");
    }

    @Test
    void messages_of_a_group_arrive_in_the_order_they_were_published() {
        String topic = cloud.fifoTopic(CONTENT_BASED);
        Cloud.Queue queue = cloud.fifoQueue();
        cloud.subscribeRaw(topic, queue);

        for (int i = 0; i < 30; i++) {
            publish(topic, "group" + i % 3, null, i % 3 + ":" + i / 3);
        }

        List<String> received = cloud.receiveTexts(queue, 30);
        for (String group : List.of("0", "1", "2")) {
            assertThat(received.stream().filter(text -> text.startsWith(group)))
                    .containsExactlyElementsOf(IntStream.range(0, 10)
                            .mapToObj(i -> group + ":" + i)
                            .toList());
        }
    }

    @Test
    void a_fifo_queue_gets_group_and_deduplication_id() {
        String topic = cloud.fifoTopic(Map.of());
        Cloud.Queue queue = cloud.fifoQueue();
        cloud.subscribeRaw(topic, queue);

        publish(topic, "the-group", "the-id", "hello");

        Message message = cloud.receive(queue, 1).get(0);
        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "the-group")
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "the-id");
    }

    @Test
    void the_same_deduplication_id_is_delivered_once() {
        String topic = cloud.fifoTopic(Map.of());
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        publish(topic, "one", "same", "first");
        publish(topic, "other", "same", "second");
        publish(topic, "one", "last", "third");

        assertThat(cloud.receiveTexts(queue, 2)).containsExactlyInAnyOrder("first", "third");
    }

    @Test
    void the_same_content_is_delivered_once_with_content_based_deduplication() {
        String topic = cloud.fifoTopic(CONTENT_BASED);
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        publish(topic, "group", null, "same");
        publish(topic, "group", null, "same");
        publish(topic, "group", "an-id-wins", "same");

        assertThat(cloud.receiveTexts(queue, 2)).containsExactly("same", "same");
        assertThat(cloud.receiveNow(queue)).isEmpty();
    }

    @Test
    void the_same_deduplication_id_in_another_group_is_another_message_with_group_scope() {
        String topic = cloud.fifoTopic(Map.of("FifoThroughputScope", "MessageGroup"));
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        publish(topic, "one", "same", "first");
        publish(topic, "other", "same", "second");

        assertThat(cloud.receiveTexts(queue, 2)).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void a_standard_queue_may_subscribe_to_a_fifo_topic_and_gets_no_group() {
        String topic = cloud.fifoTopic(CONTENT_BASED);
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        publish(topic, "group", null, "hello");

        Message message = cloud.receive(queue, 1).get(0);
        assertThat(message.body()).isEqualTo("hello");
        assertThat(message.attributes())
                .doesNotContainKeys(
                        MessageSystemAttributeName.MESSAGE_GROUP_ID,
                        MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID);
    }

    @Test
    void the_group_on_a_standard_topic_reaches_a_standard_queue() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        publish(topic, "tenant", null, "hello");

        assertThat(cloud.receive(queue, 1).get(0).attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant");
    }

    @Test
    void sequence_numbers_have_twenty_digits_and_grow() {
        String topic = cloud.fifoTopic(CONTENT_BASED);

        String first = publish(topic, "group", null, "first").sequenceNumber();
        String second = publish(topic, "group", null, "second").sequenceNumber();

        assertThat(first).matches("[0-9]{20}").isLessThan(second);
    }

    @Test
    void messages_of_a_batch_have_sequence_numbers() {
        String topic = cloud.fifoTopic(Map.of());

        List<PublishBatchResultEntry> published = sns.publishBatch(batch -> batch.topicArn(topic)
                        .publishBatchRequestEntries(IntStream.range(0, 3)
                                .mapToObj(i -> PublishBatchRequestEntry.builder()
                                        .id("id" + i)
                                        .message("hello")
                                        .messageGroupId("group")
                                        .messageDeduplicationId("id" + i)
                                        .build())
                                .toList()))
                .successful();

        assertThat(published)
                .extracting(PublishBatchResultEntry::sequenceNumber)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(number -> number.length() == 20);
    }

    private PublishResponse publish(String topic, String group, String deduplicationId, String text) {
        return sns.publish(message ->
                message.topicArn(topic).message(text).messageGroupId(group).messageDeduplicationId(deduplicationId));
    }
}
