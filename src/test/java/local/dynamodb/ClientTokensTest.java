package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClientTokensTest {
    private Instant now = Instant.EPOCH;
    private final ClientTokens tokens = new ClientTokens(() -> now);

    @Test
    void remember_a_request_for_ten_minutes() {
        tokens.use("token", "request");

        now = now.plus(Duration.ofMinutes(10));
        assertThat(tokens.wasUsed("token", "request")).isTrue();
        now = now.plusMillis(1);
        assertThat(tokens.wasUsed("token", "request")).isFalse();
    }

    @Test
    void refuse_another_request_under_the_same_token() {
        tokens.use("token", "request");

        assertThatThrownBy(() -> tokens.wasUsed("token", "other")).isInstanceOf(ServiceError.class);
    }

    @Test
    void forget_the_oldest_of_more_than_ten_thousand() {
        for (int i = 0; i <= 10_000; i++) {
            tokens.use("token" + i, "request");
        }

        assertThat(tokens.wasUsed("token0", "request")).isFalse();
        assertThat(tokens.wasUsed("token1", "request")).isTrue();
    }
}
