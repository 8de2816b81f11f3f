package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.Subscription;

@ExtendWith(CloudExtension.class)
class SubscriptionContractTest {
    private final Cloud cloud;
    private final SnsClient sns;

    SubscriptionContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @Test
    void an_endpoint_is_subscribed_once() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();

        String first = cloud.subscribe(topic, queue);
        String second = cloud.subscribe(topic, queue);

        assertThat(first).isEqualTo(second).startsWith(topic + ":");
    }

    @Test
    void the_same_endpoint_with_other_attributes_is_refused() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribe(topic, queue);

        assertThatThrownBy(() -> cloud.subscribeRaw(topic, queue))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(
                        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes");
    }

    @Test
    void the_same_endpoint_with_the_same_attributes_is_the_same_subscription() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        Map<String, String> attributes = Map.of(
                "RawMessageDelivery",
                "True",
                "FilterPolicyScope",
                "MessageAttributes",
                "FilterPolicy",
                "{\"a\":[\"X\"]}");

        String first = cloud.subscribe(topic, queue.arn(), attributes);
        String second = cloud.subscribe(topic, queue.arn(), attributes);

        assertThat(first).isEqualTo(second);
        assertThatThrownBy(() -> cloud.subscribe(topic, queue.arn(), Map.of("FilterPolicy", "{\"a\":[\"x\"]}")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void a_missing_topic_cannot_be_subscribed() {
        String missing = cloud.topic().replace("contract-", "missing-");

        assertThatThrownBy(() -> cloud.subscribe(missing, cloud.queue()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Topic does not exist");
    }

    @Test
    void a_protocol_that_does_not_exist_is_refused() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> sns.subscribe(
                        request -> request.topicArn(topic).protocol("pigeon").endpoint("loft")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Amazon SNS does not support this protocol string: pigeon");
    }

    @Test
    void an_endpoint_that_does_not_fit_the_protocol_is_refused() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> sns.subscribe(
                        request -> request.topicArn(topic).protocol("sqs").endpoint("http://localhost/")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: SQS endpoint ARN");
        assertThatThrownBy(() -> sns.subscribe(
                        request -> request.topicArn(topic).protocol("https").endpoint("http://localhost/")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Endpoint must match the specified protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+15551234567", "15551234567", "+123123123", "+15/551.23-4567", "+1-555-123-4567"})
    void a_phone_number_is_subscribed(String number) {
        String topic = cloud.topic();

        String subscription = sns.subscribe(
                        request -> request.topicArn(topic).protocol("sms").endpoint(number))
                .subscriptionArn();

        assertThat(subscription).startsWith(topic);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+15--551234567",
                "+15551234567.",
                "/+15551234567",
                "NAA+15551234567",
                "invalid-number",
                "+1a234",
                "+05551234567",
                "+1555123456789012",
                "+",
                "+1 555 1234567",
                "(555)1234567"
            })
    void an_invalid_phone_number_is_not_subscribed(String number) {
        String topic = cloud.topic();

        assertThatThrownBy(() -> sns.subscribe(
                        request -> request.topicArn(topic).protocol("sms").endpoint(number)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid SMS endpoint: " + number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"healthyRetryPolicy\":{\"numRetries\":5},\"sicklyRetryPolicy\":null,\"throttlePolicy\":null,\"guaranteed\":false} | 5 | text/plain; charset=UTF-8",
                "{\"requestPolicy\":{\"headerContentType\":\"text/csv\"}} | 3 | text/csv",
                "{\"healthyRetryPolicy\":null,\"requestPolicy\":null} | 3 | text/plain; charset=UTF-8"
            })
    void a_delivery_policy_is_shown_with_all_its_parts_and_what_is_in_effect(String policy, int retries, String type)
            throws Exception {
        String subscription = http(cloud.topic());

        set(subscription, "DeliveryPolicy", policy);
        Map<String, String> attributes = attributes(subscription);
        set(subscription, "DeliveryPolicy", attributes.get("DeliveryPolicy"));

        JsonNode shown = new ObjectMapper().readTree(attributes.get("DeliveryPolicy"));
        assertThat(shown.fieldNames())
                .toIterable()
                .containsExactly(
                        "healthyRetryPolicy", "sicklyRetryPolicy", "throttlePolicy", "requestPolicy", "guaranteed");
        JsonNode effective = new ObjectMapper().readTree(attributes.get("EffectiveDeliveryPolicy"));
        assertThat(effective.at("/healthyRetryPolicy/numRetries").asInt()).isEqualTo(retries);
        assertThat(effective.at("/healthyRetryPolicy/backoffFunction").asText()).isEqualTo("linear");
        assertThat(effective.at("/requestPolicy/headerContentType").asText()).isEqualTo(type);
        assertThat(attributes(subscription)).containsEntry("DeliveryPolicy", attributes.get("DeliveryPolicy"));
    }

    @Test
    void a_delivery_policy_of_a_subscription_inherits_missing_parts_from_its_topic() throws Exception {
        String topic = cloud.topic();
        String subscription = http(topic);
        set(subscription, "DeliveryPolicy", "{\"healthyRetryPolicy\":{\"numRetries\":5}}");
        String policy =
                "{\"http\":{\"disableSubscriptionOverrides\":%s,\"defaultHealthyRetryPolicy\":{\"numRetries\":1},\"defaultRequestPolicy\":{\"headerContentType\":\"application/json\"}}}";

        setTopic(topic, policy.formatted(false));
        assertThat(attributes(subscription).get("EffectiveDeliveryPolicy"))
                .contains("\"numRetries\":5", "application/json");

        setTopic(topic, policy.formatted(true));
        assertThat(attributes(subscription).get("EffectiveDeliveryPolicy"))
                .contains("\"numRetries\":1", "application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"http\":{}}",
                "{\"healthyRetryPolicy\":3}",
                "{\"healthyRetryPolicy\":{\"numRetries\":\"3\"}}",
                "{\"healthyRetryPolicy\":{\"numRetries\":-1}}",
                "{\"healthyRetryPolicy\":{\"minDelayTarget\":0}}",
                "{\"healthyRetryPolicy\":{\"retries\":3}}",
                "{\"requestPolicy\":{\"headerContentType\":\"image/png\"}}",
                "{\"guaranteed\":\"no\"}"
            })
    void a_delivery_policy_that_breaks_a_rule_is_refused(String policy) {
        String subscription = http(cloud.topic());

        assertThatThrownBy(() -> set(subscription, "DeliveryPolicy", policy))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: DeliveryPolicy: ");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'",
        "arn:aws:sns:us-east-1:000000000000, 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5'",
        "arn:aws:sns:us-east-1:000000000000:topic, SubscriptionId",
        "arn:aws:sns:us-east-1:000000000000:topic:no-uuid, SubscriptionId"
    })
    void an_arn_of_no_subscription_is_refused(String arn, String message) {
        List<ThrowingCallable> calls = List.of(
                () -> attributes(arn),
                () -> set(arn, "RawMessageDelivery", "true"),
                () -> sns.unsubscribe(request -> request.subscriptionArn(arn)));

        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(InvalidParameterException.class)
                        .hasMessageContaining("Invalid parameter: " + message));
    }

    @Test
    void a_fifo_queue_cannot_subscribe_a_standard_topic() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> cloud.subscribe(topic, cloud.fifoQueue()))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("FIFO SQS Queues can not be subscribed to standard SNS topics");
    }

    @Test
    void a_fifo_topic_takes_queues_only() {
        String topic = cloud.fifoTopic(Map.of());

        assertThatThrownBy(() -> sns.subscribe(
                        request -> request.topicArn(topic).protocol("email").endpoint("someone@example.com")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void an_email_address_must_confirm_first() {
        String topic = cloud.topic();

        String answered = sns.subscribe(
                        request -> request.topicArn(topic).protocol("email").endpoint("someone@example.com"))
                .subscriptionArn();

        assertThat(answered).isEqualTo("pending confirmation");
        assertThat(sns.listSubscriptionsByTopic(request -> request.topicArn(topic))
                        .subscriptions())
                .extracting(Subscription::subscriptionArn)
                .containsExactly("PendingConfirmation");
        assertThat(sns.getTopicAttributes(request -> request.topicArn(topic)).attributes())
                .containsEntry("SubscriptionsPending", "1")
                .containsEntry("SubscriptionsConfirmed", "0");
    }

    @Test
    void a_token_that_was_never_sent_confirms_nothing() {
        String topic = cloud.topic();

        assertThatThrownBy(() -> sns.confirmSubscription(
                        request -> request.topicArn(topic).token("invented")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Token");
    }

    @Test
    void attributes_of_a_subscription_can_be_read() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();

        String subscription = cloud.subscribe(topic, queue);

        assertThat(sns.getSubscriptionAttributes(request -> request.subscriptionArn(subscription))
                        .attributes())
                .containsEntry("SubscriptionArn", subscription)
                .containsEntry("TopicArn", topic)
                .containsEntry("Protocol", "sqs")
                .containsEntry("Endpoint", queue.arn())
                .containsEntry("RawMessageDelivery", "false")
                .containsEntry("PendingConfirmation", "false")
                .containsEntry("ConfirmationWasAuthenticated", "true")
                .doesNotContainKeys("FilterPolicy", "FilterPolicyScope", "RedrivePolicy");
    }

    @Test
    void an_empty_filter_policy_removes_the_filter() {
        String topic = cloud.topic();
        String subscription =
                cloud.subscribe(topic, cloud.queue().arn(), Map.of("FilterPolicy", "{\"kind\":[\"never\"]}"));

        set(subscription, "FilterPolicy", "");

        assertThat(sns.getSubscriptionAttributes(request -> request.subscriptionArn(subscription))
                        .attributes())
                .doesNotContainKeys("FilterPolicy", "FilterPolicyScope");
    }

    @Test
    void an_attribute_that_does_not_exist_is_refused() {
        String subscription = cloud.subscribe(cloud.topic(), cloud.queue());

        assertThatThrownBy(() -> set(subscription, "Colour", "red"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: AttributeName");
    }

    @Test
    void a_value_that_is_not_allowed_is_refused() {
        String subscription = cloud.subscribe(cloud.topic(), cloud.queue());

        assertThatThrownBy(() -> set(subscription, "RawMessageDelivery", "perhaps"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(
                        "Invalid parameter: RawMessageDelivery: Invalid value [perhaps]. Must be true or false.");
        assertThatThrownBy(() -> set(subscription, "FilterPolicyScope", "Envelope"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("FilterPolicyScope: Invalid value [Envelope]");
        assertThatThrownBy(() -> set(subscription, "RedrivePolicy", "{\"deadLetterTargetArn\":\"nowhere\"}"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("RedrivePolicy: deadLetterTargetArn is an invalid arn");
        assertThatThrownBy(() -> set(
                        subscription,
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"" + cloud.missingQueue() + "\",\"maxReceiveCount\":3}"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.");
    }

    @Test
    void an_ended_subscription_gets_nothing_and_can_be_ended_again() {
        String topic = cloud.topic();
        Cloud.Queue ended = cloud.queue();
        Cloud.Queue lasting = cloud.queue();
        String subscription = cloud.subscribe(topic, ended);
        cloud.subscribe(topic, lasting);

        sns.unsubscribe(request -> request.subscriptionArn(subscription));
        sns.unsubscribe(request -> request.subscriptionArn(subscription));
        cloud.publish(topic, "hello");

        cloud.receive(lasting, 1);
        assertThat(cloud.receiveNow(ended)).isEmpty();
        assertThatThrownBy(() -> sns.getSubscriptionAttributes(request -> request.subscriptionArn(subscription)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Subscription does not exist");
    }

    @Test
    void subscriptions_are_listed_a_hundred_at_a_time() {
        String topic = cloud.topic();
        String[] subscriptions = IntStream.range(0, 101)
                .mapToObj(i -> cloud.subscribe(topic, cloud.missingQueue(), Map.of()))
                .toArray(String[]::new);

        var first = sns.listSubscriptionsByTopic(request -> request.topicArn(topic));

        assertThat(first.subscriptions()).hasSize(100);
        assertThat(sns.listSubscriptionsByTopicPaginator(request -> request.topicArn(topic)).subscriptions().stream()
                        .map(Subscription::subscriptionArn))
                .containsExactlyInAnyOrder(subscriptions);
        assertThat(sns.listSubscriptionsPaginator().subscriptions().stream().map(Subscription::subscriptionArn))
                .contains(subscriptions);
    }

    @Test
    void the_subscriptions_of_a_deleted_topic_are_not_listed_with_the_next_of_that_name() {
        String topic = cloud.topic();
        String name = topic.substring(topic.lastIndexOf(':') + 1);
        cloud.subscribe(topic, cloud.queue());

        sns.deleteTopic(request -> request.topicArn(topic));
        cloud.topic(name, Map.of());

        assertThat(sns.listSubscriptionsByTopic(request -> request.topicArn(topic))
                        .subscriptions())
                .isEmpty();
    }

    private String http(String topic) {
        return sns.subscribe(request -> request.topicArn(topic)
                        .protocol("http")
                        .endpoint("http://localhost/inbox")
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private Map<String, String> attributes(String subscription) {
        return sns.getSubscriptionAttributes(request -> request.subscriptionArn(subscription))
                .attributes();
    }

    private void setTopic(String topic, String deliveryPolicy) {
        sns.setTopicAttributes(request ->
                request.topicArn(topic).attributeName("DeliveryPolicy").attributeValue(deliveryPolicy));
    }

    private void set(String subscription, String name, String value) {
        sns.setSubscriptionAttributes(request ->
                request.subscriptionArn(subscription).attributeName(name).attributeValue(value));
    }
}
