package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import local.http.PortTakenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.SnsException;
import testing.OwnThreads;

/** Features that only the embedded SNS has, or that can only be seen from inside. */
class LocalSnsTest {
    private static final URI NO_QUEUES = URI.create("http://127.0.0.1:1");

    @Test
    void five_minutes_later_the_same_deduplication_id_is_another_message() {
        HandSetClock clock = new HandSetClock();
        try (LocalSns local = LocalSns.start(0, NO_QUEUES, clock);
                SnsClient sns = Cloud.client(SnsClient.builder(), local.endpoint())) {
            String topic = sns.createTopic(request -> request.name("orders.fifo")
                            .attributes(Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true")))
                    .topicArn();
            String first = publish(sns, topic);

            clock.advance(Duration.ofMinutes(5).minusMillis(1));
            String justBefore = publish(sns, topic);
            clock.advance(Duration.ofMillis(1));
            String then = publish(sns, topic);

            assertThat(justBefore).isEqualTo(first);
            assertThat(then).isNotEqualTo(first);
        }
    }

    @Test
    void deliveries_to_other_protocols_than_sqs_and_http_are_recorded() {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES);
                SnsClient sns = Cloud.client(SnsClient.builder(), local.endpoint())) {
            String topic = sns.createTopic(request -> request.name("orders")).topicArn();
            sns.subscribe(request -> request.topicArn(topic).protocol("sms").endpoint("+4712345678"));
            sns.subscribe(request -> request.topicArn(topic)
                    .protocol("lambda")
                    .endpoint("arn:aws:lambda:us-east-1:000000000000:function:billing"));

            sns.publish(message -> message.topicArn(topic).subject("news").message("hello"));

            assertThat(local.deliveries())
                    .filteredOn(delivery -> delivery.protocol().equals("sms"))
                    .singleElement()
                    .satisfies(delivery -> {
                        assertThat(delivery.endpoint()).isEqualTo("+4712345678");
                        assertThat(delivery.subject()).isEqualTo("news");
                        assertThat(delivery.body()).isEqualTo("hello");
                    });
            assertThat(local.deliveries())
                    .filteredOn(delivery -> delivery.protocol().equals("lambda"))
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.body()).contains("\"Type\" : \"Notification\""));
        }
    }

    @Test
    void an_email_address_gets_its_mail_once_it_is_confirmed_with_the_token_it_was_sent() throws Exception {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES);
                SnsClient sns = Cloud.client(SnsClient.builder(), local.endpoint())) {
            String topic = sns.createTopic(request -> request.name("orders")).topicArn();
            sns.subscribe(request -> request.topicArn(topic).protocol("email").endpoint("someone@example.com"));
            sns.publish(message -> message.topicArn(topic).message("too early"));
            String question = local.deliveries().get(0).body();

            sns.confirmSubscription(request -> request.topicArn(topic)
                    .token(Json.parseObject(question).orElseThrow().get("Token").asText()));
            sns.publish(message -> message.topicArn(topic).message("hello"));

            assertThat(local.deliveries())
                    .extracting(RecordedDelivery::type)
                    .containsExactly("SubscriptionConfirmation", "Notification");
            assertThat(local.deliveries().get(1).body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"ListTopics, 403, MissingAuthenticationToken", "'', 400, MissingAction"})
    void an_unsigned_call_is_refused(String action, int status, String code) throws Exception {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES)) {
            HttpResponse<String> answer =
                    post(HttpRequest.newBuilder(local.endpoint()), action.isEmpty() ? "" : "Action=" + action);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains("<Type>Sender</Type>", "<Code>" + code + "</Code>", "<RequestId>");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Action=Sing, InvalidAction, The action Sing is not valid for this endpoint.",
        "Action=AddPermission, NotSupportedHere, AddPermission is not supported by the local SNS",
        "Action=Publish&PhoneNumber=1, NotSupportedHere, publishing to a PhoneNumber is not supported by the local SNS",
        "Action=Publish&Message=%ZZ, MalformedQueryString, ''"
    })
    void an_unknown_unsupported_or_malformed_call_is_refused(String form, String code, String message)
            throws Exception {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES)) {
            HttpResponse<String> answer = post(signed(local, "us-east-1"), form);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("<Code>" + code + "</Code>", message);
        }
    }

    @Test
    void a_topic_belongs_to_the_region_of_the_signature() throws Exception {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES)) {
            HttpResponse<String> created = post(signed(local, "eu-north-1"), "Action=CreateTopic&Name=orders");
            HttpResponse<String> listed = post(signed(local, "us-east-1"), "Action=ListTopics");
            HttpResponse<String> elsewhere = post(
                    signed(local, "us-east-1"),
                    "Action=Publish&Message=x&TopicArn=arn:aws:sns:eu-north-1:000000000000:orders");

            assertThat(created.body()).contains("<TopicArn>arn:aws:sns:eu-north-1:000000000000:orders</TopicArn>");
            assertThat(listed.body()).doesNotContain("orders");
            assertThat(elsewhere.body()).contains("Invalid parameter: TopicArn");
        }
    }

    @Test
    void a_feature_that_would_change_deliveries_is_refused_instead_of_ignored() {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES);
                SnsClient sns = Cloud.client(SnsClient.builder(), local.endpoint())) {
            String topic = sns.createTopic(
                            request -> request.name("orders.fifo").attributes(Map.of("FifoTopic", "true")))
                    .topicArn();

            assertThatThrownBy(() -> sns.subscribe(request -> request.topicArn(topic)
                            .protocol("sqs")
                            .endpoint("arn:aws:sqs:us-east-1:000000000000:history.fifo")
                            .attributes(Map.of("ReplayPolicy", "{}"))))
                    .isInstanceOf(SnsException.class)
                    .hasMessageContaining("subscription attribute ReplayPolicy is not supported by the local SNS");
        }
    }

    @Test
    void names_the_port_that_is_taken() {
        try (LocalSns first = LocalSns.start(0, NO_QUEUES)) {
            int port = first.endpoint().getPort();

            assertThatThrownBy(() -> LocalSns.start(port, NO_QUEUES))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessage("port " + port + " for SNS is taken");
        }
    }

    @Test
    void leaves_no_thread_behind_even_if_deliveries_were_waiting() throws Exception {
        OwnThreads threads = new OwnThreads();

        threads.run(LocalSnsTest::startAndPublishToNobody);

        await().untilAsserted(() -> assertThat(threads.alive()).isEmpty());
    }

    private static void startAndPublishToNobody() {
        try (LocalSns local = LocalSns.start(0, NO_QUEUES);
                SnsClient sns = Cloud.client(SnsClient.builder(), local.endpoint())) {
            String topic = sns.createTopic(request -> request.name("orders")).topicArn();
            sns.subscribe(request ->
                    request.topicArn(topic).protocol("sqs").endpoint("arn:aws:sqs:us-east-1:000000000000:billing"));
            sns.subscribe(request -> request.topicArn(topic).protocol("http").endpoint("http://127.0.0.1:1/"));
            sns.publish(message -> message.topicArn(topic).message("hello"));
        }
    }

    private static String publish(SnsClient sns, String topic) {
        return sns.publish(message -> message.topicArn(topic).message("hello").messageGroupId("group"))
                .messageId();
    }

    private static HttpRequest.Builder signed(LocalSns local, String region) {
        return HttpRequest.newBuilder(local.endpoint())
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=x/20260101/" + region + "/sns/aws4_request, SignedHeaders=host");
    }

    private static HttpResponse<String> post(HttpRequest.Builder request, String form) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        request.POST(HttpRequest.BodyPublishers.ofString(form)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** A clock that stands still between two calls of {@link #advance}. */
    private static final class HandSetClock extends Clock {
        private Instant now = Instant.EPOCH;

        synchronized void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
