package sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class SystemAttributesTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "3, 3",
                "0, 1",
                "none, 1",
                "'', 1",
                "many, 1",
                "-5, 1",
                "+5, 1",
                "1e3, 1",
                "٣, 1",
                "2147483647, 2147483647",
                "2147483648, 2147483647",
                "99999999999999999999, 2147483647",
            })
    void a_receive_count_is_a_number_of_at_least_one_whatever_sqs_sends(String sent, int count) {
        assertThat(attributes(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, sent)
                        .receiveCount())
                .isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "1767323045678, 2026-01-02T03:04:05.678Z",
                "none, 1970-01-01T00:00:00Z",
                "yesterday, 1970-01-01T00:00:00Z",
                "-1, 1970-01-01T00:00:00Z",
                "2026-01-02T03:04:05Z, 1970-01-01T00:00:00Z",
                "9223372036854775807, +292278994-08-17T07:12:55.807Z",
                "9223372036854775808, 1970-01-01T00:00:00Z",
            })
    void a_malformed_or_missing_timestamp_is_read_as_the_epoch(String sent, Instant moment) {
        assertThat(attributes(MessageSystemAttributeName.SENT_TIMESTAMP, sent).sent())
                .isEqualTo(moment);
        assertThat(attributes(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, sent)
                        .firstReceived()
                        .orElse(Instant.EPOCH))
                .isEqualTo(moment);
    }

    private static SystemAttributes attributes(MessageSystemAttributeName name, String sent) {
        Map<MessageSystemAttributeName, String> attributes = new HashMap<>();
        attributes.put(name, sent);
        return new SystemAttributes(attributes);
    }
}
