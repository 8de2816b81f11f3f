package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.Claim;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Ledger;
import ledger.LedgerTable;
import ledger.Work;
import local.faults.Call;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** With the ledger an event is handled once, even if its message comes twice, and only attempts are counted. */
class OnceTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final QueueForTests queue = QueueForTests.standard();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private Ledger ledger;

    private final Processor quick = exchange -> started.incrementAndGet();

    /** Works until the test says so. */
    private final Processor slow = exchange -> {
        started.incrementAndGet();
        try {
            finish.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
        }
    };

    private final Processor failing = exchange -> {
        started.incrementAndGet();
        throw new IllegalStateException("till is closed");
    };

    @BeforeEach
    void useTheLedger() {
        ledger = new DynamoDbLedger(TABLE.table(), Clock.systemUTC());
        queue.use(ledger);
    }

    @AfterEach
    void stop() {
        finish.countDown();
        TABLE.proxy().faults().clear();
        queue.close();
    }

    @Test
    void a_message_that_succeeds_costs_two_writes_and_no_read() throws Exception {
        sendEvent();

        queue.consume("", quick);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(TABLE.proxy().calls())
                .extracting(Call::action)
                .containsExactly("BatchExecuteStatement", "BatchExecuteStatement");
        assertThat(TABLE.proxy().countStatements()).isEqualTo(2);
    }

    @Test
    void two_ledgers_to_choose_from_stop_the_start() {
        queue.context()
                .getRegistry()
                .bind("another", Ledger.class, new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));

        assertThatThrownBy(() -> queue.consume("", quick))
                .hasRootCauseMessage("one ledger must be bound, or the queue consumed with idempotent=false:"
                        + " there are another, ledger");
    }

    @Test
    void without_idempotent_the_ledger_is_not_called() throws Exception {
        sendEvent();
        sendEvent();

        queue.consume("idempotent=false", quick);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(2);
        assertThat(TABLE.proxy().calls()).isEmpty();
    }

    @Test
    void an_event_that_was_handled_before_is_deleted_and_its_handler_does_not_run() throws Exception {
        sendEvent();
        queue.consume("", quick);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        sendEvent();

        await().untilAsserted(
                        () -> assertThat(queue.batches("DeleteMessageBatch")).containsExactly(1, 1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
    }

    @Test
    void an_event_is_recorded_as_done_before_the_delete() throws Exception {
        queue.proxy().faults().on("DeleteMessageBatch").internalError();
        sendEvent();

        queue.consume("visibilityTimeout=1s", quick);
        await().untilAsserted(() -> assertThat(TABLE.proxy().calls()).hasSizeGreaterThanOrEqualTo(3));
        queue.proxy().faults().clear();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
    }

    @Test
    void an_event_leased_by_another_consumer_is_redelivered_when_that_lease_ends() throws Exception {
        ledger.claim(new Work("e-1", queue.name(), "another message", 1), Duration.ofSeconds(2));
        sendEvent();

        queue.consume("visibilityTimeout=60", quick);
        await().untilAsserted(() ->
                assertThat(queue.visibilityTimeouts()).singleElement().matches(wait -> wait >= 1 && wait <= 2));
        assertThat(started).hasValue(0);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
    }

    @Test
    void an_event_that_another_consumer_keeps_leased_is_redelivered_less_and_less_often() throws Exception {
        Claim.Granted other = (Claim.Granted)
                ledger.claim(new Work("e-1", queue.name(), "another message", 1), Duration.ofSeconds(2));
        sendEvent();

        queue.consume("visibilityTimeout=60", quick);
        await().untilAsserted(() -> {
            ledger.renew(other.lease(), Duration.ofSeconds(2));
            assertThat(queue.visibilityTimeouts()).hasSize(2);
        });

        assertThat(queue.visibilityTimeouts().get(0)).isBetween(1, 2);
        assertThat(queue.visibilityTimeouts().get(1)).isBetween(3, 4);
        assertThat(started).hasValue(0);
    }

    @Test
    void a_message_that_was_only_held_back_counts_no_attempt() throws Exception {
        Claim.Granted other = (Claim.Granted)
                ledger.claim(new Work("e-1", queue.name(), "another message", 1), Duration.ofSeconds(2));
        sendEvent();
        queue.consume("maxAttempts=2&backoff=60s", failing);
        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSize(1));

        ledger.release(other.lease());

        await().untilAtomic(started, equalTo(1));
        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSize(2));
        assertThat(queue.deadLetters()).isEmpty();
        assertThat(item().get("attempts").n()).isEqualTo("1");
    }

    @Test
    void without_the_ledger_no_handler_runs_and_nothing_is_lost() throws Exception {
        TABLE.proxy().faults().onEverything().unavailable();
        sendEvent();

        queue.consume("backoff=0s&maxBackoff=1s", quick);
        await().untilAsserted(() -> assertThat(TABLE.proxy().calls()).hasSizeGreaterThan(2));
        assertThat(started).hasValue(0);
        assertThat(queue.left()).isEqualTo(1);
        TABLE.proxy().faults().clear();

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
    }

    @Test
    void the_lease_is_renewed_with_the_visibility_timeout() throws Exception {
        sendEvent();

        queue.consume("visibilityTimeout=1s", slow);
        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSizeGreaterThan(4));
        finish.countDown();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
        assertThat(TABLE.proxy().calls()).hasSizeGreaterThan(4);
    }

    @Test
    void a_handler_that_loses_its_lease_is_interrupted_and_its_message_is_not_deleted() throws Exception {
        sendEvent();
        queue.consume("visibilityTimeout=2s", slow);
        await().untilAtomic(started, equalTo(1));

        forget();

        await().untilTrue(interrupted);
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
        await().untilAtomic(started, greaterThanOrEqualTo(2));
    }

    @Test
    void a_lease_that_was_lost_unnoticed_prevents_the_delete() throws Exception {
        sendEvent();
        queue.consume("visibilityTimeout=600", slow);
        await().untilAtomic(started, equalTo(1));

        forget();
        finish.countDown();

        await().untilAsserted(() -> assertThat(TABLE.proxy().calls()).hasSizeGreaterThanOrEqualTo(2));
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(queue.inFlight()).isEqualTo(1));
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void a_success_counts_although_its_message_is_lost_as_long_as_its_lease_is_held() throws Exception {
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").refuse(400, "AccessDenied");
        sendEvent();
        queue.consume("visibilityTimeout=2s", exchange -> {
            started.incrementAndGet();
            while (finish.getCount() > 0) {
                try {
                    finish.await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    finish.countDown();
                }
            }
        });

        await().untilTrue(interrupted);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
        assertThat(item().get("state").s()).isEqualTo("DONE");
    }

    @Test
    void a_success_that_cannot_be_recorded_is_deleted_while_the_message_is_still_held() throws Exception {
        sendEvent();
        queue.consume("visibilityTimeout=2s", slow);
        await().untilAtomic(started, equalTo(1));

        TABLE.proxy().faults().onEverything().unavailable();
        finish.countDown();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(started).hasValue(1);
        assertThat(TABLE.proxy().calls()).hasSizeBetween(3, 40);
    }

    @Test
    void an_event_that_was_given_up_is_not_handled_again_while_there_is_no_dead_letter_queue() throws Exception {
        queue.deleteDeadLetterQueue();
        sendEvent();

        queue.consume("maxAttempts=2&backoff=0s&maxBackoff=0s", failing);

        // Each attempt to send the letter looks up the queue.
        await().until(() -> queue.proxy().count("GetQueueAttributes") >= 5);
        assertThat(started).hasValue(2);
        assertThat(queue.left()).isEqualTo(1);
    }

    @Test
    void an_interrupted_attempt_is_not_counted() throws Exception {
        sendEvent();
        queue.consume("", slow);
        await().untilAtomic(started, equalTo(1));
        queue.context().getShutdownStrategy().setTimeout(1);

        queue.context().stop();

        assertThat(interrupted).isTrue();
        assertThat(queue.visible()).isEqualTo(1);
        assertThat(item().get("attempts").n()).isEqualTo("0");
    }

    private void sendEvent() {
        queue.send("placed", Map.of("ce_id", "e-1"));
    }

    /** Deletes the ledger's item, as if another consumer had taken over and finished long ago. */
    private void forget() {
        TABLE.client()
                .deleteItem(
                        request -> request.tableName(LedgerTable.DEFAULT_NAME).key(key()));
    }

    private Map<String, AttributeValue> item() {
        return TABLE.client()
                .getItem(request -> request.tableName(LedgerTable.DEFAULT_NAME).key(key()))
                .item();
    }

    private Map<String, AttributeValue> key() {
        return Map.of("event", AttributeValue.fromS("e-1"), "subscriber", AttributeValue.fromS(queue.name()));
    }
}
