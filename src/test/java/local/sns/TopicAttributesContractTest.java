package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidStateException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

@ExtendWith(CloudExtension.class)
class TopicAttributesContractTest {
    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();
    private static final int USUAL_SIZE = 256 * 1024;
    private static final int MOST = 1024 * 1024;
    private static final String DEFAULT_RETRIES =
            "{minDelayTarget:20,maxDelayTarget:20,numRetries:3,numMaxDelayRetries:0,numNoDelayRetries:0,"
                    + "numMinDelayRetries:0,backoffFunction:'linear'}";

    private final Cloud cloud;
    private final SnsClient sns;

    TopicAttributesContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MaximumMessageSize      | 1023",
                "MaximumMessageSize      | 1048577",
                "MaximumMessageSize      | 99999999999",
                "MaximumMessageSize      | many",
                "MaximumMessageSize      | ''",
                "SignatureVersion        | 3",
                "TracingConfig           | Sometimes",
                "Policy                  | nonsense",
                "FifoTopic               | false",
                "HTTPSuccessFeedbackSampleRate | 101",
                "DeliveryPolicy          | nonsense",
                "DeliveryPolicy          | {\"https\":{}}",
                "DeliveryPolicy          | {\"http\":{\"retries\":3}}",
                "DeliveryPolicy          | {\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":101}}}",
                "DeliveryPolicy          | {\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":0}}}",
                "DeliveryPolicy          | {\"http\":{\"defaultRequestPolicy\":{\"headerContentType\":\"text/csv\"}}}",
                "ArchivePolicy           | {\"MessageRetentionPeriod\":\"30\"}",
                "Colour                  | red"
            })
    void a_value_that_is_not_allowed_is_refused(String name, String value) {
        String topic = cloud.topic();

        assertThatThrownBy(() -> set(topic, name, value))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: ");
        assertThat(attributes(topic)).doesNotContainEntry(name, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"MessageRetentionPeriod\":\"0\"}",
                "{\"MessageRetentionPeriod\":\"366\"}",
                "{\"Days\":\"30\"}"
            })
    void an_archive_keeps_events_for_1_to_365_days(String policy) {
        String topic = cloud.topic(cloud.uniqueName() + ".fifo", Map.of("FifoTopic", "true"));

        assertThatThrownBy(() -> set(topic, "ArchivePolicy", policy)).isInstanceOf(InvalidParameterException.class);
        assertThat(attributes(topic)).doesNotContainKeys("ArchivePolicy", "BeginningArchiveTime");
    }

    @Test
    void a_topic_with_an_archive_is_not_deleted_before_the_archive_ends() {
        String topic = cloud.topic(cloud.uniqueName() + ".fifo", Map.of("FifoTopic", "true"));
        set(topic, "ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}");

        assertThat(attributes(topic))
                .containsEntry("ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}")
                .containsKey("BeginningArchiveTime");
        assertThatThrownBy(() -> sns.deleteTopic(request -> request.topicArn(topic)))
                .isInstanceOf(InvalidStateException.class);

        set(topic, "ArchivePolicy", "{}");
        sns.deleteTopic(request -> request.topicArn(topic));
        assertThatThrownBy(() -> attributes(topic)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_data_protection_policy_is_kept_and_a_wrong_one_refused() {
        String policy =
                "{\"Name\":\"cards\",\"Version\":\"2021-06-01\",\"Statement\":[{\"DataDirection\":\"Inbound\",\"Principal\":[\"*\"],\"DataIdentifier\":[\"arn:aws:dataprotection::aws:data-identifier/CreditCardNumber\"],\"Operation\":{\"Deny\":{}}}]}";
        String topic = cloud.topic();

        assertThat(sns.getDataProtectionPolicy(request -> request.resourceArn(topic))
                        .dataProtectionPolicy())
                .isNullOrEmpty();
        assertThatThrownBy(() -> sns.putDataProtectionPolicy(
                        request -> request.resourceArn(topic).dataProtectionPolicy("{\"Name\":\"cards\"}")))
                .isInstanceOf(InvalidParameterException.class);
        sns.putDataProtectionPolicy(request -> request.resourceArn(topic).dataProtectionPolicy(policy));

        assertThat(sns.getDataProtectionPolicy(request -> request.resourceArn(topic))
                        .dataProtectionPolicy())
                .isEqualTo(policy);
    }

    @Test
    void a_display_name_has_a_hundred_characters() {
        String topic = cloud.topic();

        set(topic, "DisplayName", "x".repeat(100));

        assertThatThrownBy(() -> set(topic, "DisplayName", "x".repeat(101)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: DisplayName");
        assertThatThrownBy(() -> cloud.topic(cloud.uniqueName(), Map.of("DisplayName", "x".repeat(101))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Attributes Reason: DisplayName");
    }

    @Test
    void without_a_delivery_policy_the_default_is_in_effect() throws Exception {
        Map<String, String> attributes = attributes(cloud.topic());

        assertThat(attributes).doesNotContainKey("DeliveryPolicy");
        assertJson(
                attributes.get("EffectiveDeliveryPolicy"),
                "{http:{defaultHealthyRetryPolicy:" + DEFAULT_RETRIES
                        + ",disableSubscriptionOverrides:false,defaultRequestPolicy:{headerContentType:'text/plain; charset=UTF-8'}}}");
    }

    @Test
    void a_delivery_policy_is_in_effect_together_with_the_default() throws Exception {
        String topic = cloud.topic(
                cloud.uniqueName(),
                Map.of(
                        "DeliveryPolicy",
                        "{\"http\":{\"defaultRequestPolicy\":{\"headerContentType\":\"application/json\"}}}"));

        assertJson(
                attributes(topic).get("DeliveryPolicy"),
                "{http:{disableSubscriptionOverrides:false,defaultRequestPolicy:{headerContentType:'application/json'}}}");
        assertJson(
                attributes(topic).get("EffectiveDeliveryPolicy"),
                "{http:{defaultHealthyRetryPolicy:" + DEFAULT_RETRIES
                        + ",disableSubscriptionOverrides:false,defaultRequestPolicy:{headerContentType:'application/json'}}}");

        set(
                topic,
                "DeliveryPolicy",
                "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":5,\"maxDelayTarget\":6,\"numRetries\":1}}}");

        assertJson(
                attributes(topic).get("DeliveryPolicy"),
                "{http:{defaultHealthyRetryPolicy:{minDelayTarget:5,maxDelayTarget:6,numRetries:1},disableSubscriptionOverrides:false}}");
        assertJson(
                attributes(topic).get("EffectiveDeliveryPolicy"),
                "{http:{defaultHealthyRetryPolicy:"
                        + DEFAULT_RETRIES
                                .replace("minDelayTarget:20", "minDelayTarget:5")
                                .replace("maxDelayTarget:20", "maxDelayTarget:6")
                                .replace("numRetries:3", "numRetries:1")
                        + ",disableSubscriptionOverrides:false,defaultRequestPolicy:{headerContentType:'text/plain; charset=UTF-8'}}}");
    }

    @Test
    void a_null_part_of_a_delivery_policy_falls_back_to_the_default() throws Exception {
        String topic = cloud.topic();

        set(
                topic,
                "DeliveryPolicy",
                "{\"http\":{\"defaultHealthyRetryPolicy\":null,\"defaultSicklyRetryPolicy\":null,\"defaultThrottlePolicy\":null,"
                        + "\"defaultRequestPolicy\":null}}");

        assertJson(attributes(topic).get("DeliveryPolicy"), "{http:{disableSubscriptionOverrides:false}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"http\":null}"})
    void a_delivery_policy_can_be_removed(String none) {
        String topic = cloud.topic();
        set(topic, "DeliveryPolicy", "{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":1}}}");

        set(topic, "DeliveryPolicy", none);

        assertThat(attributes(topic)).doesNotContainKey("DeliveryPolicy");
        assertThat(attributes(topic).get("EffectiveDeliveryPolicy")).contains("\"numRetries\":3");
    }

    @Test
    void the_same_delivery_policy_in_another_form_makes_the_same_topic() {
        String name = cloud.uniqueName();
        String first = cloud.topic(
                name, Map.of("DeliveryPolicy", "{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":5}}}"));

        String second = cloud.topic(
                name,
                Map.of(
                        "DeliveryPolicy",
                        "{\"http\": {\"disableSubscriptionOverrides\": false, \"defaultHealthyRetryPolicy\": {\"numRetries\": 5}}}"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_configured_maximum_message_size_is_reported_and_applies_to_messages_and_batches() {
        String topic = cloud.topic();
        assertThat(attributes(topic)).doesNotContainKey("MaximumMessageSize");

        set(topic, "MaximumMessageSize", "1024");

        assertThat(attributes(topic)).containsEntry("MaximumMessageSize", "1024");
        assertThat(cloud.publish(topic, "x".repeat(1024))).isNotBlank();
        assertThatThrownBy(() -> cloud.publish(topic, "x".repeat(1025)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Message too long");
        assertThat(batch(topic, 512)).isEqualTo(2);
        assertThatThrownBy(() -> batch(topic, 513)).isInstanceOf(BatchRequestTooLongException.class);
    }

    @Test
    void a_topic_may_take_a_mebibyte_and_deliver_it() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);
        set(topic, "MaximumMessageSize", String.valueOf(MOST));

        cloud.publish(topic, "x".repeat(USUAL_SIZE + 1));

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("x".repeat(USUAL_SIZE + 1));
        assertThatThrownBy(() -> cloud.publish(topic, "x".repeat(MOST + 1)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Message too long");
    }

    @Test
    void large_messages_are_allowed_for_queues_lambdas_and_firehose_only() {
        String large = cloud.topic();
        set(large, "MaximumMessageSize", String.valueOf(USUAL_SIZE + 1));
        String mailed = cloud.topic();
        mail(mailed);

        assertThatThrownBy(() -> mail(large)).isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> set(mailed, "MaximumMessageSize", String.valueOf(USUAL_SIZE + 1)))
                .isInstanceOf(InvalidParameterException.class);
        set(mailed, "MaximumMessageSize", String.valueOf(USUAL_SIZE));
    }

    @Test
    void large_messages_are_allowed_for_at_most_a_hundred_subscribers() {
        String topic = cloud.topic();
        set(topic, "MaximumMessageSize", String.valueOf(USUAL_SIZE + 1));
        String first = cloud.missingQueue();
        cloud.subscribe(topic, first, Map.of());
        for (int i = 1; i < 100; i++) {
            cloud.subscribe(topic, cloud.missingQueue(), Map.of());
        }

        assertThatThrownBy(() -> cloud.subscribe(topic, cloud.missingQueue(), Map.of()))
                .isInstanceOf(InvalidParameterException.class);
        assertThat(cloud.subscribe(topic, first, Map.of())).startsWith(topic);
    }

    private void mail(String topic) {
        sns.subscribe(request -> request.topicArn(topic).protocol("email").endpoint("someone@example.com"));
    }

    private int batch(String topic, int size) {
        PublishBatchRequestEntry.Builder entry =
                PublishBatchRequestEntry.builder().message("x".repeat(size));
        return sns.publishBatch(batch -> batch.topicArn(topic)
                        .publishBatchRequestEntries(
                                entry.id("one").build(), entry.id("two").build()))
                .successful()
                .size();
    }

    private void set(String topic, String name, String value) {
        sns.setTopicAttributes(
                request -> request.topicArn(topic).attributeName(name).attributeValue(value));
    }

    private Map<String, String> attributes(String topic) {
        return sns.getTopicAttributes(request -> request.topicArn(topic)).attributes();
    }

    /** @param expected JSON whose names need no quotation marks, and whose texts have single ones */
    private static void assertJson(String actual, String expected) throws Exception {
        assertThat(LENIENT.readTree(actual)).isEqualTo(LENIENT.readTree(expected));
    }
}
