package local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryPolicyTest {
    @Test
    void retries_follow_immediately_then_with_minimum_then_growing_then_maximum_delay() {
        DeliveryPolicy policy = DeliveryPolicy.ofSubscription("""
                {"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":5,"numRetries":6,"numNoDelayRetries":1,\
                "numMinDelayRetries":1,"numMaxDelayRetries":2,"backoffFunction":"linear"}}""");

        assertThat(policy.pauses()).extracting(Duration::toSeconds).containsExactly(0L, 1L, 3L, 5L, 5L, 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arithmetic", "geometric", "exponential"})
    void steeper_backoff_functions_start_with_shorter_delays_and_end_with_the_same(String backoff) {
        DeliveryPolicy policy = DeliveryPolicy.ofSubscription("""
                {"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":10,"numRetries":10,"backoffFunction":"%s"}}""".formatted(backoff));

        assertThat(policy.pauses())
                .isSorted()
                .first()
                .satisfies(pause -> assertThat(pause).isLessThan(Duration.ofSeconds(2)));
        assertThat(policy.pauses()).last().isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void a_topic_has_a_policy_for_all_its_subscriptions() {
        DeliveryPolicy policy = DeliveryPolicy.ofTopic("{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":1}}}")
                .orElseThrow();

        assertThat(policy.pauses()).containsExactly(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"healthyRetryPolicy\":{\"numRetries\":101}}",
                "{\"healthyRetryPolicy\":{\"minDelayTarget\":9,\"maxDelayTarget\":3}}",
                "{\"healthyRetryPolicy\":{\"backoffFunction\":\"sudden\"}}"
            })
    void a_policy_that_breaks_a_rule_is_refused(String policy) {
        assertThatThrownBy(() -> DeliveryPolicy.ofSubscription(policy))
                .isInstanceOf(SnsException.class)
                .hasMessageContaining("DeliveryPolicy: ");
    }

    @Test
    void throttling_is_refused_instead_of_ignored() {
        assertThatThrownBy(() -> DeliveryPolicy.ofSubscription("{\"throttlePolicy\":{\"maxReceivesPerSecond\":1}}"))
                .isInstanceOf(SnsException.class)
                .hasMessage("DeliveryPolicy: throttlePolicy is not supported by the local SNS");
    }
}
