package local.sns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.LoopbackServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;

@DisabledIfSystemProperty(
        named = "contract.sns",
        matches = ".+",
        disabledReason = "an SNS elsewhere cannot reach this test's HTTP endpoint")
@ExtendWith(CloudExtension.class)
class HttpDeliveryTest {
    private static final String QUICK = """
            {"healthyRetryPolicy":{"numRetries":2,"numNoDelayRetries":2}}""";

    private final Cloud cloud;
    private final SnsClient sns;
    private final Queue<HttpCall> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final LoopbackServer subscriber = LoopbackServer.start("subscriber", 0, call -> {
        calls.add(call);
        Integer status = answers.poll();
        return HttpAnswer.of(status == null ? 200 : status, "text/plain", "")
                .with("WWW-Authenticate", "Basic realm=\"inbox\"");
    });

    HttpDeliveryTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @AfterEach
    void stop() {
        subscriber.close();
    }

    @Test
    void a_subscriber_is_asked_to_confirm_and_gets_nothing_before() throws Exception {
        String topic = cloud.topic();

        String answered = subscribe(topic, Map.of());
        cloud.publish(topic, "too early");

        assertThat(answered).isEqualTo("pending confirmation");
        HttpCall call = call(0);
        JsonNode question = new ObjectMapper().readTree(call.text());
        assertThat(call.header("x-amz-sns-message-type")).isEqualTo("SubscriptionConfirmation");
        assertThat(call.header("x-amz-sns-topic-arn")).isEqualTo(topic);
        assertThat(question.get("Type").asText()).isEqualTo("SubscriptionConfirmation");
        assertThat(question.get("SubscribeURL").asText())
                .contains(question.get("Token").asText());
        assertThat(question.get("Signature").asText()).isNotBlank();
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(calls).hasSize(1));
    }

    @Test
    void the_link_confirms_the_subscription() throws Exception {
        String topic = cloud.topic();
        subscribe(topic, Map.of());

        get(link(0, "SubscribeURL"));
        String id = cloud.publish(topic, "hello");

        HttpCall call = call(1);
        JsonNode notification = new ObjectMapper().readTree(call.text());
        assertThat(call.header("x-amz-sns-message-type")).isEqualTo("Notification");
        assertThat(call.header("x-amz-sns-message-id")).isEqualTo(id);
        assertThat(call.header("x-amz-sns-subscription-arn")).startsWith(topic);
        assertThat(call.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(notification.get("Message").asText()).isEqualTo("hello");
    }

    @Test
    void the_token_confirms_the_subscription() throws Exception {
        String topic = cloud.topic();
        subscribe(topic, Map.of());
        String token = link(0, "Token");

        String subscription = sns.confirmSubscription(
                        request -> request.topicArn(topic).token(token))
                .subscriptionArn();

        assertThat(sns.getSubscriptionAttributes(request -> request.subscriptionArn(subscription))
                        .attributes())
                .containsEntry("PendingConfirmation", "false");
    }

    @Test
    void raw_delivery_is_the_bare_text() throws Exception {
        String topic = cloud.topic();
        confirmed(topic, Map.of("RawMessageDelivery", "true"));

        cloud.publish(topic, "hello");

        assertThat(call(1).text()).isEqualTo("hello");
        assertThat(call(1).header("x-amz-sns-rawdelivery")).isEqualTo("true");
    }

    @Test
    void a_failed_delivery_is_tried_again() throws Exception {
        String topic = cloud.topic();
        confirmed(topic, Map.of("RawMessageDelivery", "true"));
        answers.addAll(List.of(500, 429, 503));

        cloud.publish(topic, "hello");

        await().untilAsserted(() -> assertThat(calls).hasSize(5));
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(calls).hasSize(5));
        assertThat(answers).isEmpty();
    }

    @Test
    void the_delivery_policy_determines_the_number_of_retries() throws Exception {
        String topic = cloud.topic();
        Cloud.Queue deadLetters = cloud.queue();
        confirmed(topic, withDeadLetters(deadLetters));
        answers.addAll(List.of(500, 500, 500, 500));

        cloud.publish(topic, "hello");

        assertThat(cloud.receiveTexts(deadLetters, 1)).containsExactly("hello");
        assertThat(calls).hasSize(4);
    }

    @Test
    void a_refused_delivery_goes_to_the_dead_letters_at_once() throws Exception {
        String topic = cloud.topic();
        Cloud.Queue deadLetters = cloud.queue();
        confirmed(topic, withDeadLetters(deadLetters));
        answers.add(404);

        cloud.publish(topic, "hello");

        assertThat(cloud.receiveTexts(deadLetters, 1)).containsExactly("hello");
        assertThat(calls).hasSize(2);
    }

    @Test
    void messages_for_an_endpoint_that_is_down_become_dead_letters() throws Exception {
        String topic = cloud.topic();
        Cloud.Queue deadLetters = cloud.queue();
        confirmed(topic, withDeadLetters(deadLetters));
        subscriber.close();

        cloud.publish(topic, "hello");

        assertThat(cloud.receiveTexts(deadLetters, 1)).containsExactly("hello");
    }

    @Test
    void a_link_in_the_notification_ends_the_subscription_and_the_next_link_restores_it() throws Exception {
        String topic = cloud.topic();
        String subscription = confirmed(topic, Map.of());
        cloud.publish(topic, "hello");

        get(link(1, "UnsubscribeURL"));
        cloud.publish(topic, "to nobody");
        get(link(2, "SubscribeURL"));
        cloud.publish(topic, "back again");

        assertThat(call(2).header("x-amz-sns-message-type")).isEqualTo("UnsubscribeConfirmation");
        assertThat(link(3, "Message")).isEqualTo("back again");
        assertThat(call(3).header("x-amz-sns-subscription-arn")).isEqualTo(subscription);
    }

    @Test
    void the_link_does_not_end_a_subscription_confirmed_with_authenticated_unsubscribe() throws Exception {
        String topic = cloud.topic();
        subscribe(topic, Map.of());
        String token = link(0, "Token");
        sns.confirmSubscription(request -> request.topicArn(topic).token(token).authenticateOnUnsubscribe("true"));
        cloud.publish(topic, "hello");

        HttpResponse<String> answer = get(link(1, "UnsubscribeURL"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<Code>AuthorizationError</Code>");
    }

    @Test
    void a_subscriber_gets_the_trace_header_of_the_publisher() throws Exception {
        String topic = cloud.topic();
        confirmed(topic, Map.of());

        sns.publish(message -> message.topicArn(topic)
                .message("hello")
                .overrideConfiguration(
                        call -> call.putHeader("X-Amzn-Trace-Id", "Root=1-3152b799-8954dae64eda91bc9a23a7e8")));

        assertThat(call(1).header("X-Amzn-Trace-Id")).isEqualTo("Root=1-3152b799-8954dae64eda91bc9a23a7e8");
        assertThat(call(0).header("X-Amzn-Trace-Id")).isNull();
    }

    @Test
    void a_subscriber_chooses_the_content_type() throws Exception {
        String topic = cloud.topic();
        confirmed(topic, Map.of("DeliveryPolicy", "{\"requestPolicy\":{\"headerContentType\":\"application/json\"}}"));

        cloud.publish(topic, "hello");

        assertThat(call(1).header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void user_and_password_of_the_url_are_sent_only_after_a_challenge() throws Exception {
        answers.add(401);

        sns.subscribe(request -> request.topicArn(cloud.topic())
                .protocol("http")
                .endpoint(subscriber.endpoint().toString().replace("://", "://caravan:a%20secret@") + "/inbox"));

        assertThat(call(1).header("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("caravan:a secret".getBytes(UTF_8)));
        assertThat(call(0).header("Authorization")).isNull();
        assertThat(call(0).text()).doesNotContain("secret").isEqualTo(call(1).text());
    }

    private static Map<String, String> withDeadLetters(Cloud.Queue deadLetters) {
        return Map.of(
                "RawMessageDelivery",
                "true",
                "DeliveryPolicy",
                QUICK,
                "RedrivePolicy",
                "{\"deadLetterTargetArn\":\"" + deadLetters.arn() + "\"}");
    }

    private String subscribe(String topic, Map<String, String> attributes) {
        return sns.subscribe(request -> request.topicArn(topic)
                        .protocol("http")
                        .endpoint(subscriber.endpoint() + "/inbox")
                        .attributes(attributes))
                .subscriptionArn();
    }

    private String confirmed(String topic, Map<String, String> attributes) throws Exception {
        subscribe(topic, attributes);
        String token = link(0, "Token");
        return sns.confirmSubscription(request -> request.topicArn(topic).token(token))
                .subscriptionArn();
    }

    /** The call with this number, once it has arrived. */
    private HttpCall call(int number) {
        await().untilAsserted(() -> assertThat(calls).hasSizeGreaterThan(number));
        return List.copyOf(calls).get(number);
    }

    private String link(int call, String name) throws Exception {
        return new ObjectMapper().readTree(call(call).text()).get(name).asText();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
