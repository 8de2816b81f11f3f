package push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTest {
    private static final String PUSH = """
            {"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:123456789012:orders","Message":"m",
             "Timestamp":"2026-01-02T03:04:05Z","SignatureVersion":"1","Signature":"AAAA","SigningCertURL":"https://x"}""";

    @Test
    void a_push_is_read() {
        assertThat(Push.parse(PUSH + "\n").messageId()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "]", "x", "null", "\n{\"Type\":\"Notification\"}"})
    void a_push_with_trailing_content_is_refused(String more) {
        assertThatThrownBy(() -> Push.parse(PUSH + more))
                .isInstanceOfSatisfying(
                        PushRefusedException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "1767323045",
                "2026-02-30T03:04:05Z",
                "2026-01-02T03:04:05",
                "2026-01-02T24:00:01Z",
                "٢٠٢٦-01-02T03:04:05Z",
                "+9999999999-01-01T00:00:00Z"
            })
    void a_malformed_timestamp_is_refused(String timestamp) {
        Push push = Push.parse(PUSH.replace("2026-01-02T03:04:05Z", timestamp));

        assertThatThrownBy(push::timestamp).isInstanceOf(PushRefusedException.class);
    }

    @Test
    void a_push_with_a_duplicate_member_is_refused() {
        assertThatThrownBy(() -> Push.parse(PUSH.replace("\"Message\":\"m\"", "\"Message\":\"m\",\"Message\":\"n\"")))
                .isInstanceOf(PushRefusedException.class);
    }
}
