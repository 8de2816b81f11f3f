package failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler's exception says about another attempt. */
class FailureMeaningTest {
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 413, 422})
    void a_client_error_is_permanent(int status) {
        assertThat(Failure.of(http(status, "7"), List.of())).isEqualTo(new Failure(true, Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 504})
    void a_transient_error_is_retried_after_the_backoff(int status) {
        assertThat(Failure.of(http(status, "7"), List.of())).isEqualTo(new Failure(false, Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void the_retry_after_of_a_server_is_followed(int status) {
        assertThat(Failure.of(http(status, " 7 "), List.of()).retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-3", "7.5", "1e3", "\u0663", "Sun, 99 Nov 2026 08:49:37 GMT"})
    void an_unreadable_retry_after_is_ignored(String value) {
        assertThat(Failure.of(http(429, value), List.of()).retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1796000000", "9223372036854775807", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void an_excessive_retry_after_is_cut_to_the_longest_visibility_timeout(String value) {
        assertThat(Failure.of(http(429, value), List.of()).retryAfter()).hasValue(Duration.ofHours(12));
    }

    @ParameterizedTest
    @MethodSource("whatWasNeverSent")
    void a_failure_without_a_connection_or_thread_is_no_attempt(Throwable failure) {
        assertThat(Failure.of(new IllegalStateException(failure), List.of()))
                .isEqualTo(new Failure(false, Optional.empty(), true));
    }

    static Stream<Throwable> whatWasNeverSent() {
        return Stream.of(
                new ConnectionRequestTimeoutException("Timeout deadline: 180000 MILLISECONDS"),
                new RejectedExecutionException("no thread"));
    }

    @ParameterizedTest
    @MethodSource("whatMayHaveBeenSent")
    void a_failure_after_the_service_may_have_been_reached_is_an_attempt(Throwable failure) {
        assertThat(Failure.of(failure, List.of()).unsent()).isFalse();
    }

    static Stream<Throwable> whatMayHaveBeenSent() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new SocketTimeoutException("Read timed out"),
                new OutOfMemoryError("Java heap space"));
    }

    @Test
    void only_an_unavailable_service_with_a_retry_after_requests_a_pause() {
        assertThat(Failure.pauseAskedFor(new IllegalStateException(http(503, "7"))))
                .contains(Duration.ofSeconds(7));
        assertThat(Failure.pauseAskedFor(http(503, "0"))).isEmpty();
        assertThat(Failure.pauseAskedFor(http(503, "soon"))).isEmpty();
        assertThat(Failure.pauseAskedFor(http(429, "7"))).isEmpty();
        assertThat(Failure.pauseAskedFor(new IllegalStateException("away"))).isEmpty();
    }

    @Test
    void a_retry_after_in_the_past_means_now() {
        assertThat(Failure.of(http(503, "Sun, 06 Nov 1994 08:49:37 GMT"), List.of())
                        .retryAfter())
                .hasValue(Duration.ZERO);
    }

    @Test
    void a_response_nested_deep_in_the_causes_counts() {
        Exception failure = new IllegalStateException(new RuntimeException(http(404, "7")));

        assertThat(Failure.of(failure, List.of()).permanent()).isTrue();
    }

    @Test
    void cyclic_causes_do_not_lead_to_an_endless_loop() {
        RuntimeException one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("other", one));

        assertThat(Failure.of(one, List.of()).permanent()).isFalse();
    }

    @Test
    void any_other_failure_is_retried() {
        assertThat(Failure.of(new OutOfMemoryError(), List.of(IOException.class))
                        .permanent())
                .isFalse();
    }

    private static HttpOperationFailedException http(int status, String retryAfter) {
        return new HttpOperationFailedException(
                "http://till", status, "no", null, Map.of("retry-after", retryAfter), "");
    }
}
