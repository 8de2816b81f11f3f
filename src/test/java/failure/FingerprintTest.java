package failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;

/** The fingerprint is the same for the same failure of different messages, and differs for different failures. */
class FingerprintTest {
    @Test
    void exceptions_that_differ_only_in_their_message_are_the_same_failure() {
        assertThat(atTheTill("order 1")).isEqualTo(atTheTill("order 2")).hasSize(12);
    }

    @Test
    void another_code_location_is_another_failure() {
        assertThat(inTheStock("order 1")).isNotEqualTo(atTheTill("order 1"));
    }

    @Test
    void another_class_is_another_failure() {
        assertThat(Fingerprint.of(thrown(() -> new IllegalStateException("x"))))
                .isNotEqualTo(Fingerprint.of(thrown(() -> new IllegalArgumentException("x"))));
    }

    @Test
    void another_cause_is_another_failure() {
        assertThat(Fingerprint.of(wrapped(new IllegalStateException("x"))))
                .isNotEqualTo(Fingerprint.of(wrapped(new IllegalArgumentException("x"))));
    }

    @Test
    void another_http_status_is_another_failure_and_another_address_is_not() {
        assertThat(http("/orders/1", 500)).isEqualTo(http("/orders/2", 500)).isNotEqualTo(http("/orders/1", 400));
    }

    @Test
    void a_class_generated_at_run_time_does_not_change_the_fingerprint() {
        RuntimeException one = new IllegalStateException("x");
        one.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("shop.Bill$$Lambda/0x00007f01", "apply", null, 1)});
        RuntimeException other = new IllegalStateException("x");
        other.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("shop.Bill$$Lambda/0x00007f99", "apply", null, 7)});

        assertThat(Fingerprint.of(one)).isEqualTo(Fingerprint.of(other));
    }

    @Test
    void cyclic_causes_do_not_lead_to_an_endless_loop() {
        RuntimeException one = new IllegalStateException("one");
        RuntimeException other = new IllegalStateException("other", one);
        one.initCause(other);

        assertThat(Fingerprint.of(one)).hasSize(12);
    }

    private static String atTheTill(String message) {
        try {
            throw new IllegalStateException(message);
        } catch (IllegalStateException e) {
            return Fingerprint.of(e);
        }
    }

    private static String inTheStock(String message) {
        try {
            throw new IllegalStateException(message);
        } catch (IllegalStateException e) {
            return Fingerprint.of(e);
        }
    }

    private static String http(String path, int status) {
        return Fingerprint.of(thrown(() -> new RuntimeCamelException(new HttpOperationFailedException(
                "http://127.0.0.1" + path, status, "status text", null, Map.of(), "body of " + path))));
    }

    private static Throwable wrapped(RuntimeException cause) {
        return thrown(() -> new RuntimeCamelException(cause));
    }

    private static Throwable thrown(Supplier<RuntimeException> failure) {
        return failure.get();
    }
}
