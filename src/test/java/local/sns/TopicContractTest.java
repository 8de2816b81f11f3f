package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagLimitExceededException;
import software.amazon.awssdk.services.sns.model.Topic;

@ExtendWith(CloudExtension.class)
class TopicContractTest {
    private final Cloud cloud;
    private final SnsClient sns;

    TopicContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @Test
    void a_topic_is_created_once() {
        String name = cloud.uniqueName();

        String first = cloud.topic(name, Map.of());
        String second = cloud.topic(name, Map.of());

        assertThat(first).isEqualTo(second).endsWith(":" + name);
    }

    @Test
    void the_same_name_with_other_attributes_is_refused() {
        String name = cloud.uniqueName();
        cloud.topic(name, Map.of("DisplayName", "one"));

        assertThatThrownBy(() -> cloud.topic(name, Map.of("DisplayName", "other")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(
                        "Invalid parameter: Attributes Reason: Topic already exists with different attributes");
    }

    @Test
    void the_same_name_with_other_tags_is_refused() {
        String name = cloud.uniqueName();
        cloud.topic(name, Map.of());

        assertThatThrownBy(() -> sns.createTopic(topic -> topic.name(name)
                        .tags(Tag.builder().key("team").value("billing").build())))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Tags Reason: Topic already exists with different tags");
    }

    @Test
    void a_name_with_a_blank_is_refused() {
        assertThatThrownBy(() -> cloud.topic("two words", Map.of()))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Topic Name");
    }

    @Test
    void a_fifo_topic_whose_name_does_not_say_so_is_refused() {
        assertThatThrownBy(() -> cloud.topic(cloud.uniqueName(), Map.of("FifoTopic", "true")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Fifo Topic names must end with .fifo");
    }

    @Test
    void a_deleted_topic_is_gone_and_can_be_deleted_again() {
        String topic = cloud.topic();

        sns.deleteTopic(request -> request.topicArn(topic));
        sns.deleteTopic(request -> request.topicArn(topic));

        assertThatThrownBy(() -> sns.getTopicAttributes(request -> request.topicArn(topic)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Topic does not exist");
    }

    @Test
    void topics_are_listed_a_hundred_at_a_time() {
        String[] topics = IntStream.range(0, 101).mapToObj(i -> cloud.topic()).toArray(String[]::new);

        var first = sns.listTopics();

        assertThat(first.topics()).hasSize(100);
        assertThat(first.nextToken()).isNotNull();
        assertThat(sns.listTopicsPaginator().topics().stream().map(Topic::topicArn))
                .contains(topics);
    }

    @Test
    void attributes_come_back_as_they_were_set() {
        String topic = cloud.topic();

        sns.setTopicAttributes(request ->
                request.topicArn(topic).attributeName("DisplayName").attributeValue("Orders <&>\r\n\"all\""));

        assertThat(sns.getTopicAttributes(request -> request.topicArn(topic)).attributes())
                .containsEntry("DisplayName", "Orders <&>\r\n\"all\"")
                .containsEntry("TopicArn", topic)
                .containsEntry("SubscriptionsConfirmed", "0")
                .containsKeys("Owner", "Policy");
    }

    @Test
    void an_attribute_that_does_not_exist_is_refused() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> sns.setTopicAttributes(request ->
                        request.topicArn(topic).attributeName("Colour").attributeValue("red")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: AttributeName");
    }

    @Test
    void a_fifo_topic_is_reported_as_fifo() {
        String topic = cloud.fifoTopic(Map.of("ContentBasedDeduplication", "true"));

        assertThat(sns.getTopicAttributes(request -> request.topicArn(topic)).attributes())
                .containsEntry("FifoTopic", "true")
                .containsEntry("ContentBasedDeduplication", "true");
    }

    @Test
    void tags_are_added_replaced_and_removed() {
        String topic = cloud.topic();
        sns.tagResource(request -> request.resourceArn(topic).tags(tag("team", "billing"), tag("stage", "test")));

        sns.tagResource(request -> request.resourceArn(topic).tags(tag("team", "shipping")));
        sns.untagResource(request -> request.resourceArn(topic).tagKeys("stage"));

        assertThat(sns.listTagsForResource(request -> request.resourceArn(topic))
                        .tags())
                .containsExactly(tag("team", "shipping"));
    }

    static Stream<Arguments> badTags() {
        return Stream.of(
                Arguments.of(
                        List.of(tag("team", "a"), tag("team", "b")),
                        "InvalidParameter",
                        "Invalid parameter: Duplicated keys are not allowed."),
                Arguments.of(
                        List.of(tag("team", "a"), tag("stage", "b"), tag("team", "a")),
                        "InvalidParameter",
                        "Invalid parameter: Duplicated keys are not allowed."),
                Arguments.of(List.of(tag("aws:team", "a")), "InvalidParameter", "aws:"),
                Arguments.of(List.of(tag("", "a")), "ValidationError", "at 'tags.1.member.key'"),
                Arguments.of(
                        List.of(tag("team", "a"), tag("x".repeat(129), "a")),
                        "ValidationError",
                        "at 'tags.2.member.key' failed to satisfy constraint: Member must have length less than or equal to 128"),
                Arguments.of(List.of(tag("team", "x".repeat(257))), "ValidationError", "at 'tags.1.member.value'"),
                Arguments.of(List.of(tag("team", null)), "ValidationError", "Value null at 'tags.1.member.value'"));
    }

    @ParameterizedTest
    @MethodSource("badTags")
    void tags_that_break_a_rule_are_refused_and_none_of_them_is_kept(List<Tag> tags, String code, String message) {
        String topic = cloud.topic();

        assertRefused(
                () -> sns.tagResource(request -> request.resourceArn(topic).tags(tags)), code, message);
        assertRefused(
                () -> sns.createTopic(
                        request -> request.name(cloud.uniqueName()).tags(tags)),
                code,
                message);

        assertThat(sns.listTagsForResource(request -> request.resourceArn(topic))
                        .tags())
                .isEmpty();
    }

    @Test
    void a_tag_may_have_128_characters_and_an_empty_value_or_one_of_256() {
        String topic = cloud.topic();

        sns.tagResource(request ->
                request.resourceArn(topic).tags(tag("x".repeat(128), ""), tag("y", "y".repeat(256))));

        assertThat(sns.listTagsForResource(request -> request.resourceArn(topic))
                        .tags())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "orders, 'TopicArn Reason: An ARN must have at least 6 elements, not 1'",
        "arn:aws, 'TopicArn Reason: An ARN must have at least 6 elements, not 2'",
        "'', 'TopicArn Reason: An ARN must have at least 6 elements, not 1'",
        "arn:aws:sns:us-east-1:000000000000, 'TopicArn Reason: An ARN must have at least 6 elements, not 5'"
    })
    void an_invalid_arn_is_refused(String arn, String message) {
        List<ThrowingCallable> calls = List.of(
                () -> sns.getTopicAttributes(request -> request.topicArn(arn)),
                () -> sns.setTopicAttributes(request ->
                        request.topicArn(arn).attributeName("DisplayName").attributeValue("x")),
                () -> sns.deleteTopic(request -> request.topicArn(arn)),
                () -> sns.listSubscriptionsByTopic(request -> request.topicArn(arn)),
                () -> cloud.subscribe(arn, cloud.missingQueue(), Map.of()),
                () -> cloud.publish(arn, "hello"),
                () -> sns.publishBatch(batch -> batch.topicArn(arn)
                        .publishBatchRequestEntries(PublishBatchRequestEntry.builder()
                                .id("1")
                                .message("hello")
                                .build())));

        assertThat(calls).allSatisfy(call -> assertRefused(call, "InvalidParameter", "Invalid parameter: " + message));
    }

    @Test
    void a_topic_has_fifty_tags_at_most() {
        String topic = cloud.topic();
        Tag[] tags = IntStream.range(0, 51).mapToObj(i -> tag("tag" + i, "x")).toArray(Tag[]::new);

        assertThatThrownBy(() ->
                        sns.tagResource(request -> request.resourceArn(topic).tags(tags)))
                .isInstanceOf(TagLimitExceededException.class);
    }

    @Test
    void tags_of_a_missing_topic_are_not_found() {
        String missing = cloud.topic().replace("contract-", "missing-");

        assertThatThrownBy(() -> sns.listTagsForResource(request -> request.resourceArn(missing)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Resource does not exist");
    }

    private static void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SnsException.class, refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.awsErrorDetails().errorMessage()).contains(message);
        });
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
