package push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushSignatureTest {
    private final PushSignature signature = new PushSignature(Optional.empty());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
                "https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem",
                "https://evil@sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://evilsns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.txt",
                "http://127.0.0.1:9911/SimpleNotificationService.pem",
                "file:///etc/ssl/cert.pem"
            })
    void a_certificate_from_elsewhere_is_not_even_fetched(String address) {
        assertThatThrownBy(() -> signature.check(push(address, "1")))
                .isInstanceOf(PushRefusedException.class)
                .hasMessage("SigningCertURL does not lead to SNS: " + address);
    }

    @Test
    void a_certificate_on_loopback_is_fetched_from_the_configured_port_only() {
        AtomicInteger asked = new AtomicInteger();
        try (LoopbackServer server = LoopbackServer.start("certificates", 0, call -> {
            asked.incrementAndGet();
            return HttpAnswer.of(200, "application/x-pem-file", "no certificate");
        })) {
            PushSignature trusting = new PushSignature(Optional.of(server.endpoint()));

            assertThatThrownBy(() -> trusting.check(push("http://127.0.0.1:1/x.pem", "1")))
                    .hasMessageContaining("does not lead to SNS");
            assertThat(asked).hasValue(0);
            assertThatThrownBy(() -> trusting.check(push(server.endpoint() + "/x.pem", "1")))
                    .isInstanceOf(PushRefusedException.class)
                    .hasMessageContaining("there is no certificate at");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void an_unknown_signature_version_is_refused() {
        assertThatThrownBy(() -> signature.check(push("https://sns.us-east-1.amazonaws.com/x.pem", "3")))
                .isInstanceOf(PushRefusedException.class)
                .hasMessage("SignatureVersion is unknown: 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9911", "http://127.0.0.1:1/"})
    void loopback_addresses_are_recognized(String address) {
        assertThat(PushSignature.isLoopback(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1:9911", "https://127.0.0.1:1", "http://127.0.0.1.evil.example:1", "/x"})
    void other_addresses_are_not_taken_for_loopback(String address) {
        assertThat(PushSignature.isLoopback(URI.create(address))).isFalse();
    }

    private static Push push(String certificate, String version) {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("Type", "Notification")
                .put("MessageId", "1")
                .put("TopicArn", "arn:aws:sns:us-east-1:123456789012:orders")
                .put("Message", "m")
                .put("Timestamp", "2026-01-02T03:04:05Z")
                .put("SignatureVersion", version)
                .put("Signature", "AAAA")
                .put("SigningCertURL", certificate);
        return Push.parse(json.toString());
    }
}
