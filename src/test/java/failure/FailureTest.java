package failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import delivery.QueueForTests;
import java.io.FileNotFoundException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.apache.camel.Processor;
import org.apache.camel.ValidationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message whose handler failed comes again after a backoff, or becomes a dead letter at once. */
class FailureTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger tried = new AtomicInteger();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void a_failed_message_is_visible_again_after_the_backoff() throws Exception {
        queue.send("placed");

        queue.consume("backoff=60s&maxBackoff=90s", failing(new IllegalStateException("till is closed")));

        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSize(1));
        assertThat(queue.visibilityTimeouts().get(0)).isBetween(60, 90);
        assertThat(queue.inFlight()).isEqualTo(1);
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void a_failed_message_is_redelivered_and_deleted_when_it_succeeds() throws Exception {
        queue.send("placed");

        queue.consume("backoff=0s&maxBackoff=1s", exchange -> {
            if (tried.incrementAndGet() < 3) {
                throw new IllegalStateException("till is closed");
            }
        });

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).hasValue(3);
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void visibility_changes_of_failed_messages_share_calls() throws Exception {
        queue.sendNumbers(10);

        queue.consume("backoff=60s", failing(new IllegalStateException("till is closed")));

        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSize(10));
        assertThat(queue.proxy().count("ChangeMessageVisibilityBatch")).isLessThanOrEqualTo(3);
    }

    @Test
    void an_error_is_a_failure_and_not_the_end_of_the_polls() throws Exception {
        queue.send("placed");
        queue.consume("concurrency=1&backoff=60s", exchange -> {
            if (tried.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("billing/Till");
            }
        });
        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSize(1));

        queue.send("paid");

        await().untilAtomic(tried, equalTo(2));
        await().untilAsserted(() -> assertThat(queue.left()).isEqualTo(1));
    }

    @Test
    void a_visibility_change_that_fails_is_tried_again() throws Exception {
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").times(2).failEntries(position -> true);
        queue.send("placed");

        queue.consume("backoff=0s&maxBackoff=0s&visibilityTimeout=600", failing(new IllegalStateException()));

        await().untilAtomic(tried, greaterThanOrEqualTo(2));
    }

    @Test
    void retry_after_in_seconds_is_respected() throws Exception {
        try (LoopbackServer till = answering(429, "77")) {
            queue.send("placed");

            queue.consume("", till.endpoint().toString());

            await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).containsExactly(77));
        }
    }

    @Test
    void retry_after_as_a_date_is_respected() throws Exception {
        String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
        try (LoopbackServer till = answering(503, inAMinute)) {
            queue.send("placed");

            queue.consume("", till.endpoint().toString());

            await().untilAsserted(() ->
                    assertThat(queue.visibilityTimeouts()).singleElement().matches(wait -> wait > 50 && wait <= 61));
        }
    }

    @Test
    void a_retry_after_beyond_the_longest_backoff_is_cut_to_the_longest_backoff() throws Exception {
        try (LoopbackServer till = answering(503, "99999999")) {
            queue.send("placed");

            queue.consume("", till.endpoint().toString());

            await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).containsExactly(900));
            assertThat(queue.inFlight()).isEqualTo(1);
        }
    }

    @Test
    void a_client_error_becomes_a_dead_letter_at_once() throws Exception {
        try (LoopbackServer till = answering(404, "77")) {
            queue.send("placed");

            queue.consume("", till.endpoint().toString());

            await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
            await().untilAsserted(() -> assertThat(queue.left()).isZero());
            assertThat(tried).hasValue(1);
        }
    }

    @Test
    void a_transient_error_response_is_retried() throws Exception {
        try (LoopbackServer till = answering(408, "77")) {
            queue.send("placed");

            queue.consume("backoff=120s&maxBackoff=130s", till.endpoint().toString());

            await().untilAsserted(() ->
                    assertThat(queue.visibilityTimeouts()).singleElement().matches(wait -> wait >= 120 && wait <= 130));
            assertThat(queue.deadLetters()).isEmpty();
        }
    }

    @Test
    void a_permanent_exception_is_a_dead_letter_at_once() throws Exception {
        queue.send("placed");

        queue.consume(
                "permanent=java.lang.ArithmeticException,java.io.IOException",
                failing(new ArithmeticException("by zero")));

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).hasValue(1);
    }

    @Test
    void a_subclass_of_a_permanent_exception_as_a_cause_is_permanent_too() throws Exception {
        queue.send("placed");

        queue.consume(
                "permanent=java.io.IOException",
                failing(new IllegalStateException(new FileNotFoundException("invoice.pdf"))));

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(tried).hasValue(1);
    }

    @Test
    void a_validation_error_is_a_dead_letter_at_once() throws Exception {
        queue.send("placed");

        queue.consume("", exchange -> {
            tried.incrementAndGet();
            throw new ValidationException(exchange, "no order id");
        });

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(tried).hasValue(1);
    }

    private Processor failing(Exception failure) {
        return exchange -> {
            tried.incrementAndGet();
            throw failure;
        };
    }

    private LoopbackServer answering(int status, String retryAfter) {
        return LoopbackServer.start("till", 0, call -> {
            tried.incrementAndGet();
            return HttpAnswer.of(status, "text/plain", "no").with("Retry-After", retryAfter);
        });
    }
}
