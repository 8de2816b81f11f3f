package local.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@ExtendWith(CloudExtension.class)
class QueueDeliveryContractTest {
    private final Cloud cloud;
    private final SnsClient sns;

    QueueDeliveryContractTest(Cloud cloud) {
        this.cloud = cloud;
        this.sns = cloud.sns();
    }

    @Test
    void a_raw_subscriber_gets_text_and_attributes_as_they_were_published() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribeRaw(topic, queue);

        sns.publish(message -> message.topicArn(topic)
                .message("grüße <&> \"𝄞\"\r\n")
                .messageAttributes(Map.of(
                        "string", value("String", "a b"),
                        "number", value("Number", "3.50"),
                        "array", value("String.Array", "[\"a\",1]"),
                        "binary",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                        .build())));

        Message received = cloud.receive(queue, 1).get(0);
        assertThat(received.body()).isEqualTo("grüße <&> \"𝄞\"\r\n");
        assertThat(received.messageAttributes()).hasSize(4);
        assertThat(received.messageAttributes().get("string").stringValue()).isEqualTo("a b");
        assertThat(received.messageAttributes().get("number").dataType()).isEqualTo("Number");
        assertThat(received.messageAttributes().get("number").stringValue()).isEqualTo("3.50");
        assertThat(received.messageAttributes().get("array").dataType()).isEqualTo("String.Array");
        assertThat(received.messageAttributes().get("binary").binaryValue().asByteArray())
                .containsExactly(0, -1);
    }

    @Test
    void other_subscribers_get_an_envelope() throws Exception {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        String subscription = cloud.subscribe(topic, queue);

        String id = sns.publish(message -> message.topicArn(topic)
                        .subject("news")
                        .message("say \"hello\"")
                        .messageAttributes(Map.of("kind", value("String", "greeting"))))
                .messageId();

        Message received = cloud.receive(queue, 1).get(0);
        JsonNode envelope = new ObjectMapper().readTree(received.body());
        assertThat(envelope.get("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.get("MessageId").asText()).isEqualTo(id);
        assertThat(envelope.get("TopicArn").asText()).isEqualTo(topic);
        assertThat(envelope.get("Subject").asText()).isEqualTo("news");
        assertThat(envelope.get("Message").asText()).isEqualTo("say \"hello\"");
        assertThat(envelope.get("Timestamp").asText()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");
        assertThat(envelope.get("UnsubscribeURL").asText())
                .contains("Action=Unsubscribe")
                .contains(subscription.substring(subscription.lastIndexOf(':') + 1));
        assertThat(envelope.at("/MessageAttributes/kind/Type").asText()).isEqualTo("String");
        assertThat(envelope.at("/MessageAttributes/kind/Value").asText()).isEqualTo("greeting");
        assertThat(received.messageAttributes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_trace_header_of_the_publisher_travels_with_the_message(boolean raw) {
        String trace = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribe(topic, queue.arn(), Map.of("RawMessageDelivery", String.valueOf(raw)));

        sns.publish(message -> message.topicArn(topic)
                .message("hello")
                .overrideConfiguration(call -> call.putHeader("X-Amzn-Trace-Id", trace)));
        sns.publishBatch(batch -> batch.topicArn(topic)
                .publishBatchRequestEntries(batched("1"), batched("2"))
                .overrideConfiguration(call -> call.putHeader("x-amzn-trace-id", trace)));
        cloud.publish(topic, "untraced");

        assertThat(cloud.receive(queue, 4))
                .extracting(message -> message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER))
                .containsExactlyInAnyOrder(trace, trace, trace, null);
    }

    @ParameterizedTest
    @CsvSource({"1, SHA1withRSA", "2, SHA256withRSA"})
    void an_envelope_is_signed_with_the_certificate_it_names(String version, String algorithm) throws Exception {
        String topic = cloud.topic(cloud.uniqueName(), Map.of("SignatureVersion", version));
        Cloud.Queue queue = cloud.queue();
        cloud.subscribe(topic, queue);

        sns.publish(message -> message.topicArn(topic).subject("news").message("hello"));

        JsonNode envelope =
                new ObjectMapper().readTree(cloud.receiveTexts(queue, 1).get(0));
        assertThat(envelope.get("SignatureVersion").asText()).isEqualTo(version);
        String signed = Stream.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
                .map(name -> name + "\n" + envelope.get(name).asText() + "\n")
                .collect(Collectors.joining());
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(certificate(envelope.get("SigningCertURL").asText()));
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(
                        Base64.getDecoder().decode(envelope.get("Signature").asText())))
                .isTrue();
    }

    @Test
    void the_envelope_of_a_fifo_topic_has_a_sequence_number() throws Exception {
        String topic = cloud.fifoTopic(Map.of("ContentBasedDeduplication", "true"));
        Cloud.Queue queue = cloud.fifoQueue();
        cloud.subscribe(topic, queue);

        String number = sns.publish(
                        message -> message.topicArn(topic).message("hello").messageGroupId("group"))
                .sequenceNumber();

        JsonNode envelope =
                new ObjectMapper().readTree(cloud.receiveTexts(queue, 1).get(0));
        assertThat(envelope.get("SequenceNumber").asText()).isEqualTo(number);
    }

    @Test
    void each_subscriber_gets_its_copy() {
        String topic = cloud.topic();
        List<Cloud.Queue> queues = List.of(cloud.queue(), cloud.queue(), cloud.queue());
        queues.forEach(queue -> cloud.subscribeRaw(topic, queue));

        cloud.publish(topic, "hello");

        assertThat(queues)
                .allSatisfy(queue -> assertThat(cloud.receiveTexts(queue, 1)).containsExactly("hello"));
    }

    @Test
    void more_than_ten_attributes_need_an_envelope() {
        String topic = cloud.topic();
        Cloud.Queue raw = cloud.queue();
        Cloud.Queue wrapped = cloud.queue();
        Cloud.Queue deadLetters = cloud.queue();
        cloud.subscribe(topic, raw.arn(), rawWithDeadLetters(deadLetters));
        cloud.subscribe(topic, wrapped);
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        for (int i = 0; i < 11; i++) {
            attributes.put("name" + i, value("String", "value"));
        }

        sns.publish(message -> message.topicArn(topic).message("hello").messageAttributes(attributes));
        cloud.publish(topic, "afterwards");

        assertThat(cloud.receiveTexts(raw, 1)).containsExactly("afterwards");
        assertThat(cloud.receiveTexts(deadLetters, 1))
                .singleElement()
                .asString()
                .contains("hello");
        assertThat(cloud.receiveTexts(wrapped, 2)).hasSize(2);
    }

    @Test
    void messages_for_a_missing_queue_become_dead_letters() {
        String topic = cloud.topic();
        Cloud.Queue deadLetters = cloud.queue();
        cloud.subscribe(topic, cloud.missingQueue(), rawWithDeadLetters(deadLetters));

        sns.publish(message -> message.topicArn(topic)
                .message("hello")
                .messageAttributes(Map.of("kind", value("String", "greeting"))));

        Message letter = cloud.receive(deadLetters, 1).get(0);
        assertThat(letter.body()).isEqualTo("hello");
        assertThat(letter.messageAttributes().get("kind").stringValue()).isEqualTo("greeting");
    }

    @Test
    void a_missing_queue_does_not_delay_other_subscribers() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribe(topic, cloud.missingQueue(), Map.of());
        cloud.subscribe(topic, cloud.missingQueue(), Map.of());
        cloud.subscribe(topic, cloud.missingQueue(), Map.of());
        cloud.subscribeRaw(topic, queue);

        cloud.publish(topic, "hello");

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("hello");
    }

    @Test
    void a_queue_that_is_created_slightly_late_misses_no_message() {
        String topic = cloud.topic();
        String missing = cloud.missingQueue();
        cloud.subscribe(topic, missing, Map.of("RawMessageDelivery", "true"));

        cloud.publish(topic, "hello");
        Cloud.Queue queue = cloud.queue(missing.substring(missing.lastIndexOf(':') + 1), Map.of());

        assertThat(cloud.receiveTexts(queue, 1)).containsExactly("hello");
    }

    @Test
    void large_messages_arrive_side_by_side() {
        String topic = cloud.topic();
        Cloud.Queue queue = cloud.queue();
        cloud.subscribe(topic, queue);

        for (int i = 0; i < 12; i++) {
            cloud.publish(topic, i + "\"".repeat(250_000));
        }

        assertThat(cloud.receive(queue, 12)).hasSize(12);
    }

    private static PublishBatchRequestEntry batched(String id) {
        return PublishBatchRequestEntry.builder().id(id).message("hello").build();
    }

    private static Map<String, String> rawWithDeadLetters(Cloud.Queue deadLetters) {
        return Map.of(
                "RawMessageDelivery",
                "true",
                "RedrivePolicy",
                "{\"deadLetterTargetArn\":\"" + deadLetters.arn() + "\"}");
    }

    private static MessageAttributeValue value(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static Certificate certificate(String url) throws Exception {
        try (var pem = URI.create(url).toURL().openStream()) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}
