package delivery;

import static org.assertj.core.api.Assertions.assertThat;

import failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler's exception says about another attempt. */
class FailureMeaningTest {
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 413, 422})
    void a_clients_fault_is_permanent(int status) {
        assertThat(Failure.of(http(status, "7"), List.of())).isEqualTo(new Failure(true, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 504})
    void what_may_pass_is_worth_another_attempt_after_the_backoff(int status) {
        assertThat(Failure.of(http(status, "7"), List.of())).isEqualTo(new Failure(false, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void a_server_that_says_when_is_believed(int status) {
        assertThat(Failure.of(http(status, " 7 "), List.of()).retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-3", "99999999999999999999", "Sun, 99 Nov 2026 08:49:37 GMT"})
    void a_retry_after_that_nobody_can_read_is_none(String value) {
        assertThat(Failure.of(http(429, value), List.of()).retryAfter()).isEmpty();
    }

    @Test
    void a_retry_after_in_the_past_is_now() {
        assertThat(Failure.of(http(503, "Sun, 06 Nov 1994 08:49:37 GMT"), List.of())
                        .retryAfter())
                .hasValue(Duration.ZERO);
    }

    @Test
    void an_answer_deep_inside_counts() {
        Exception failure = new IllegalStateException(new RuntimeException(http(404, "7")));

        assertThat(Failure.of(failure, List.of()).permanent()).isTrue();
    }

    @Test
    void causes_that_go_round_come_to_an_end() {
        RuntimeException one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("other", one));

        assertThat(Failure.of(one, List.of()).permanent()).isFalse();
    }

    @Test
    void anything_else_is_worth_another_attempt() {
        assertThat(Failure.of(new OutOfMemoryError(), List.of(IOException.class))
                        .permanent())
                .isFalse();
    }

    private static HttpOperationFailedException http(int status, String retryAfter) {
        return new HttpOperationFailedException(
                "http://till", status, "no", null, Map.of("retry-after", retryAfter), "");
    }
}
