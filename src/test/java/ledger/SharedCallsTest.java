package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import failure.Cause;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import local.faults.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** How writes to the ledger share calls, and the outcome of each if one of them fails. */
class SharedCallsTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final String BATCH = "BatchExecuteStatement";
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final ExecutorService calls = Executors.newCachedThreadPool();
    private final LedgerWrites writes = new DynamoDbLedger(EMBEDDED.table(), Clock.systemUTC()).shared(calls);

    @AfterEach
    void stop() {
        calls.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "25, 1", "26, 2", "100, 4"})
    void claims_that_were_received_together_share_calls_of_25(int messages, int batches) {
        List<Lease> leases = claimed(works(messages));

        assertThat(leases).hasSize(messages).doesNotHaveDuplicates();
        assertThat(leases).allSatisfy(lease -> assertThat(lease.attempt()).isOne());
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(batches);
        assertThat(EMBEDDED.actions()).containsOnly(BATCH);
    }

    @Test
    void events_of_one_batch_are_completed_in_few_calls_with_a_result_for_each() {
        List<Work> works = works(30);
        List<Lease> leases = claimed(works);
        EMBEDDED.takeOver(works.get(7));
        EMBEDDED.proxy().reset();

        List<Boolean> ours =
                writes.done(leases).stream().map(LedgerWrites::await).toList();

        assertThat(ours).hasSize(30);
        assertThat(IntStream.range(0, 30).filter(place -> !ours.get(place))).containsExactly(7);
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
    }

    @Test
    void writes_that_arrive_while_a_call_is_in_flight_share_the_next_call() {
        List<Lease> leases = claimed(works(20));
        EMBEDDED.proxy().reset();
        EMBEDDED.proxy().faults().on(BATCH).times(1).hold();

        CompletableFuture<Boolean> first = writes.done(leases.get(0));
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 1);
        List<CompletableFuture<Boolean>> others = new ArrayList<>();
        for (int i = 1; i < 20; i++) {
            others.add(i % 2 == 0 ? writes.done(leases.get(i)) : writes.failed(leases.get(i), cause()));
        }
        EMBEDDED.proxy().faults().clear();

        assertThat(others).allSatisfy(answer -> assertThat(answer.join()).isTrue());
        assertThat(first)
                .satisfiesAnyOf(
                        answer -> assertThat(answer.join()).isTrue(),
                        answer ->
                                assertThatThrownBy(answer::join).hasCauseInstanceOf(LedgerUnavailableException.class));
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
    }

    @Test
    void claims_do_not_wait_for_a_single_call_in_flight_and_carry_waiting_writes_along() {
        List<Lease> leases = claimed(works(2));
        EMBEDDED.proxy().reset();
        EMBEDDED.proxy().faults().on(BATCH).times(1).hold();

        CompletableFuture<Boolean> held = writes.done(leases.get(0));
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 1);
        CompletableFuture<Boolean> along = writes.done(leases.get(1));
        List<Lease> meanwhile = claimed(works(3));

        assertThat(meanwhile).hasSize(3);
        assertThat(along.join()).isTrue();
        assertThat(held).isNotDone();
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
    }

    @Test
    void claims_wait_while_two_calls_are_in_flight() {
        EMBEDDED.proxy().reset();
        EMBEDDED.proxy().faults().on(BATCH).times(2).hold();
        writes.claim(works(1), LEASE);
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 1);
        writes.claim(works(1), LEASE);
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 2);

        List<CompletableFuture<Claim>> third = writes.claim(works(3), LEASE);

        assertThat(third).noneMatch(CompletableFuture::isDone);
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
        EMBEDDED.proxy().faults().clear();
        assertThat(third).allSatisfy(claim -> assertThat(claim.join()).isInstanceOf(Claim.Granted.class));
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(3);
    }

    @Test
    void a_full_call_does_not_wait_for_one_that_hangs() {
        List<Lease> leases = claimed(works(26));
        EMBEDDED.proxy().reset();
        EMBEDDED.proxy().faults().on(BATCH).times(1).hold();

        writes.done(leases.get(0));
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 1);
        List<CompletableFuture<Boolean>> others =
                leases.subList(1, 26).stream().map(writes::done).toList();

        assertThat(others).allSatisfy(answer -> assertThat(answer.join()).isTrue());
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
    }

    @Test
    void an_event_that_was_received_twice_is_granted_once() {
        String event = UUID.randomUUID().toString();
        List<Work> twice = List.of(new Work(event, "billing", "m-1", 1), new Work(event, "billing", "m-2", 1), work());

        List<Claim> claims =
                writes.claim(twice, LEASE).stream().map(CompletableFuture::join).toList();

        assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(2);
        assertThat(claims).filteredOn(Claim.HeldByAnother.class::isInstance).hasSize(1);
    }

    /** Of two messages of one event in a group, only the first can use the claim: the other waits for its turn. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2"})
    void of_two_messages_of_one_event_in_a_receive_the_first_gets_the_claim(int first, int second) {
        String event = UUID.randomUUID().toString();
        EMBEDDED.proxy().faults().on("UpdateItem").times(1).delay(Duration.ofMillis(300));
        List<Work> twice =
                List.of(new Work(event, "billing", "m-1", first), work(), new Work(event, "billing", "m-2", second));

        List<Claim> claims =
                writes.claim(twice, LEASE).stream().map(CompletableFuture::join).toList();

        assertThat(claims.get(0)).isInstanceOf(Claim.Granted.class);
        assertThat(claims.get(1)).isInstanceOf(Claim.Granted.class);
        assertThat(claims.get(2)).isInstanceOf(Claim.HeldByAnother.class);
    }

    @Test
    void simultaneous_events_of_two_sources_with_one_id_are_both_granted() {
        String event = UUID.randomUUID().toString();
        List<Work> both = List.of(
                new Work(event, "/shop", "billing", "m-1", 1), new Work(event, "/market", "billing", "m-2", 1), work());

        List<Lease> leases = claimed(both);

        assertThat(leases).hasSize(3);
        assertThat(leases.stream().map(writes::done).toList())
                .allSatisfy(answer -> assertThat(answer.join()).isTrue());
    }

    @Test
    void two_writes_of_one_lease_are_two_calls_in_their_order() {
        Lease lease = claimed(works(1)).get(0);
        EMBEDDED.proxy().reset();

        CompletableFuture<Boolean> renewed = writes.renew(lease, LEASE);
        CompletableFuture<Boolean> done = writes.done(lease);

        assertThat(renewed.join()).isTrue();
        assertThat(done.join()).isTrue();
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
        assertThat(EMBEDDED.item(lease.work()).get("state").s()).isEqualTo("DONE");
    }

    /** A temporary error is retried for its statement alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ThrottlingError",
                "ProvisionedThroughputExceeded",
                "RequestLimitExceeded",
                "InternalServerError",
                "TransactionConflict"
            })
    void a_statement_with_a_transient_error_is_sent_again(String code) {
        EMBEDDED.proxy().faults().on(BATCH).times(2).failStatements(position -> position == 0, code);

        List<Lease> leases = claimed(works(3));

        assertThat(leases)
                .hasSize(3)
                .allSatisfy(lease -> assertThat(lease.fencingToken()).isOne());
        assertThat(statements()).containsExactly(3, 1, 1);
        assertThat(EMBEDDED.actions()).containsOnly(BATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingError", "InternalServerError"})
    void a_claim_that_was_executed_despite_an_error_response_is_granted(String code) {
        EMBEDDED.proxy().faults().on(BATCH).times(1).failStatementsAfterWork(position -> position == 1, code);

        List<Lease> leases = claimed(works(2));

        assertThat(leases).allSatisfy(lease -> assertThat(lease.attempt()).isOne());
        assertThat(leases)
                .allSatisfy(lease -> assertThat(writes.done(lease).join()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingError", "ValidationError", "ItemCollectionSizeLimitExceeded"})
    void a_statement_that_keeps_failing_fails_alone(String code) {
        EMBEDDED.proxy().faults().on(BATCH).failStatements(position -> position == 0, code);

        List<CompletableFuture<Claim>> claims = writes.claim(works(3), LEASE);

        assertThatThrownBy(claims.get(0)::join)
                .hasCauseInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining(code);
        assertThat(claims.get(1).join()).isInstanceOf(Claim.Granted.class);
        assertThat(claims.get(2).join()).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void a_call_that_fails_fails_for_each_of_its_writes_and_for_no_other() {
        EMBEDDED.proxy().faults().on(BATCH).times(1).cutBeforeWork();

        List<CompletableFuture<Claim>> claims = writes.claim(works(2), LEASE);

        assertThat(claims)
                .allSatisfy(
                        claim -> assertThatThrownBy(claim::join).hasCauseInstanceOf(LedgerUnavailableException.class));
        assertThat(claimed(works(2))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void where_partiql_is_not_allowed_one_warning_is_given_and_each_write_is_a_call(boolean wholeCall) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(DynamoDbLedger.class);
        log.start();
        logger.addAppender(log);
        try {
            if (wholeCall) {
                EMBEDDED.proxy().faults().on(BATCH).refuse(400, "AccessDeniedException");
            } else {
                EMBEDDED.proxy().faults().on(BATCH).failStatements(position -> true, "AccessDenied");
            }

            List<Lease> leases = claimed(works(3));
            leases.forEach(lease -> assertThat(writes.done(lease).join()).isTrue());
            claimed(works(2));

            assertThat(log.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .contains("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", LedgerTable.DEFAULT_NAME);
            assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(1);
            assertThat(EMBEDDED.proxy().count("UpdateItem")).isEqualTo(3 + 3 + 2);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void a_message_that_sqs_has_delivered_before_is_claimed_by_one_call() {
        Lease lease = claimed(works(1)).get(0);
        writes.failed(lease, cause()).join();
        EMBEDDED.proxy().reset();
        Work again = new Work(lease.work().event(), "billing", lease.work().messageId(), 2);

        Claim claim = writes.claim(List.of(again), LEASE).get(0).join();

        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted -> assertThat(granted.lease().attempt()).isEqualTo(2));
        assertThat(EMBEDDED.actions()).containsExactly("UpdateItem");
    }

    @Test
    void writes_after_the_end_of_the_threads_are_still_made() {
        LedgerWrites last = new DynamoDbLedger(EMBEDDED.table(), Clock.systemUTC()).shared(task -> {
            throw new RejectedExecutionException("stopped");
        });

        Claim claim = last.claim(works(1), LEASE).get(0).join();

        assertThat(claim).isInstanceOf(Claim.Granted.class);
        assertThat(last.release(((Claim.Granted) claim).lease()).join()).isTrue();
    }

    /** An insert has the same effect as the update that it replaces. */
    @Test
    void an_inserted_item_equals_an_updated_one() {
        Work inserted = work();
        Work updated = work();
        writes.claim(List.of(inserted), LEASE).get(0).join();
        new DynamoDbLedger(EMBEDDED.table(), Clock.systemUTC()).claim(updated, LEASE);

        var one = new HashMap<>(EMBEDDED.item(inserted));
        var other = new HashMap<>(EMBEDDED.item(updated));

        assertThat(one).containsOnlyKeys(other.keySet());
        for (String same : List.of("subscriber", "state", "attempts", "fence", "messageId")) {
            assertThat(one.get(same)).as(same).isEqualTo(other.get(same));
        }
    }

    private List<Lease> claimed(List<Work> works) {
        return writes.claim(works, LEASE).stream()
                .map(claim -> ((Claim.Granted) claim.join()).lease())
                .toList();
    }

    private static List<Integer> statements() {
        return EMBEDDED.proxy().calls().stream()
                .map(Call::body)
                .map(body -> body.path("Statements").size())
                .toList();
    }

    private static List<Work> works(int count) {
        return IntStream.range(0, count).mapToObj(i -> work()).toList();
    }

    private static Work work() {
        return new Work(UUID.randomUUID().toString(), "billing", "m-1", 1);
    }

    private static Cause cause() {
        return new Cause("java.io.IOException", "no route to host", "f1");
    }
}
