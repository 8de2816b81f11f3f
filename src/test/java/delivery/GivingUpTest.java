package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import history.EventHistory;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Ledger;
import ledger.State;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** A message that cannot be handled is kept as a dead letter with its cause, and only then deleted. */
class GivingUpTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger tried = new AtomicInteger();
    private final Processor failing = exchange -> {
        tried.incrementAndGet();
        throw new IllegalStateException("till is closed \u0001 \uFFFF \n\tat noon");
    };

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void a_message_without_attempts_left_becomes_a_dead_letter_with_its_cause() throws Exception {
        queue.send("{\"order\":1}", Map.of("ce_id", "e-1", "kind", "order"));

        queue.consume("maxAttempts=2&backoff=0s&maxBackoff=0s", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).hasValue(2);
        Message letter = queue.deadLetters().get(0);
        assertThat(letter.body()).isEqualTo("{\"order\":1}");
        assertThat(letter.messageAttributes()).containsOnlyKeys("ce_id", "kind", "caravan-cause");
        assertThat(letter.messageAttributes().get("kind").stringValue()).isEqualTo("order");
        JsonNode cause = new ObjectMapper()
                .readTree(letter.messageAttributes().get("caravan-cause").stringValue());
        assertThat(cause.path("subscriber").asText()).isEqualTo(queue.name());
        assertThat(cause.path("exception").asText()).isEqualTo(IllegalStateException.class.getName());
        assertThat(cause.path("message").asText()).startsWith("till is closed");
        assertThat(cause.path("attempts").asInt()).isEqualTo(2);
        assertThat(cause.path("queue").asText()).isEqualTo(queue.arn());
        assertThat(cause.path("fingerprint").asText()).hasSize(12);
        assertThat(Instant.parse(cause.path("first").asText()))
                .isBeforeOrEqualTo(Instant.parse(cause.path("last").asText()));
    }

    @Test
    void a_message_with_ten_attributes_becomes_a_dead_letter_without_its_cause() throws Exception {
        Map<String, String> attributes =
                IntStream.range(0, 10).boxed().collect(Collectors.toMap(i -> "a" + i, i -> "value " + i));
        queue.send("placed", attributes);

        queue.consume("maxAttempts=1", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(queue.deadLetters().get(0).messageAttributes()).containsOnlyKeys(attributes.keySet());
    }

    @Test
    void a_message_of_the_maximum_size_becomes_a_dead_letter_without_its_cause() throws Exception {
        String body = "x".repeat(1024 * 1024 - 50);
        queue.send(body);

        queue.consume("maxAttempts=1", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(queue.deadLetters().get(0).body()).isEqualTo(body);
        assertThat(queue.deadLetters().get(0).messageAttributes()).isEmpty();
    }

    @Test
    void the_dead_letter_is_sent_before_the_message_is_deleted() throws Exception {
        queue.send("placed");

        queue.consume("maxAttempts=1", failing);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.proxy().calls().stream()
                        .map(call -> call.action())
                        .filter(action -> action.equals("SendMessage") || action.equals("DeleteMessageBatch")))
                .containsExactly("SendMessage", "DeleteMessageBatch");
    }

    @Test
    void without_a_dead_letter_queue_the_message_stays_and_is_redelivered() throws Exception {
        queue.deleteDeadLetterQueue();
        queue.send("placed");

        queue.consume("maxAttempts=1&backoff=0s&maxBackoff=1s", failing);

        await().untilAtomic(tried, greaterThanOrEqualTo(3));
        assertThat(queue.left()).isEqualTo(1);
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void an_unavailable_dead_letter_queue_gets_the_letter_later() throws Exception {
        queue.proxy().faults().on("SendMessage").times(4).internalError();
        queue.send("placed");

        queue.consume("maxAttempts=1&backoff=0s&maxBackoff=0s", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).hasValue(1);
    }

    /** A dead-letter queue of an older template accepts only 256 KB, although SQS accepts more. */
    @ParameterizedTest
    @ValueSource(strings = {"InvalidParameterValue", "InvalidMessageContents", "InvalidAttributeValue"})
    void a_letter_that_is_refused_with_its_cause_is_sent_without_it(String code) throws Exception {
        // The letter is sent twice: with the message's id, and without.
        queue.proxy().faults().on("SendMessage").times(2).refuse(400, code);
        queue.send("placed", Map.of("kind", "order"));

        queue.consume("maxAttempts=1", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.deadLetters().get(0).messageAttributes()).containsOnlyKeys("kind", "caravan-id");
        assertThat(tried).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KmsThrottled", "RequestThrottled", "AccessDeniedException", "KmsDisabled"})
    void a_letter_that_is_refused_for_a_moment_keeps_its_cause_without_another_handler_run(String code)
            throws Exception {
        queue.proxy().faults().on("SendMessage").times(1).refuse(400, code);
        queue.send("placed");

        queue.consume("maxAttempts=1", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.deadLetters().get(0).messageAttributes()).containsKey("caravan-cause");
        assertThat(tried).hasValue(1);
    }

    @Test
    void a_message_that_was_given_up_is_not_handled_again_however_long_its_letter_cannot_be_sent() throws Exception {
        Ledger ledger = new DynamoDbLedger(TABLE.table(), Clock.systemUTC());
        queue.use(ledger);
        queue.proxy().faults().on("SendMessage").times(8).refuse(400, "KmsDisabled");
        queue.send("placed", Map.of("ce_id", "given-up"));

        queue.consume("maxAttempts=3&permanent=java.lang.IllegalStateException&backoff=0s&maxBackoff=1s", failing);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).hasValue(1);
        assertThat(queue.deadLetters()
                        .get(0)
                        .messageAttributes()
                        .get("caravan-cause")
                        .stringValue())
                .contains("till is closed")
                .contains("\"attempts\":1");
        assertThat(new EventHistory(TABLE.table()).of("given-up").orElseThrow().subscribers())
                .singleElement()
                .satisfies(progress -> {
                    assertThat(progress.state()).isEqualTo(State.DEAD);
                    assertThat(progress.attempts()).isEqualTo(1);
                });
    }
}
