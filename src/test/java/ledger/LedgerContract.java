package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import failure.Cause;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.faults.Faults;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The contract of every ledger in DynamoDB, however it writes. */
abstract class LedgerContract {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String SOURCE = "/shop";
    private static final String OTHER_SOURCE = "/market";
    private static final Cause CAUSE = new Cause("java.io.IOException", "no route to host", "f1");

    private final MutableClock clock = new MutableClock();
    private final Ledger ledger = ledger(EMBEDDED.table(), clock);
    private final String event = UUID.randomUUID().toString();
    private final Work work = work("billing", "message-1");

    abstract Ledger ledger(LedgerTable table, Clock clock);

    /** The action of DynamoDB that makes each write, unless the write must be repeated in another way. */
    abstract String write();

    /** The calls by which a claim finds that an event was handled before. */
    abstract List<String> claimOfADuplicate();

    /** The calls of a claim whose first answer is lost, and of the write that ends it. */
    abstract List<String> claimWhoseAnswerIsLost();

    /** A write of a lease's holder. Returns false if the write has no effect. */
    interface Write {
        boolean make(Ledger ledger, Lease lease);
    }

    /** The writes that a holder of a lease may make. */
    static Stream<Named<Write>> writes() {
        return Stream.of(
                Named.of("renew", (ledger, lease) -> ledger.renew(lease, LEASE)),
                Named.of("done", Ledger::done),
                Named.of("failed", (ledger, lease) -> ledger.failed(lease, CAUSE)),
                Named.of("given up", (ledger, lease) -> ledger.givenUp(lease, CAUSE)),
                Named.of("dead", (ledger, lease) -> ledger.dead(lease, CAUSE)),
                Named.of("release", Ledger::release));
    }

    static Stream<Arguments> faultsAndWrites() {
        List<Named<Consumer<Faults.Choice>>> faults = List.of(
                Named.of("throttled", Faults.Choice::throttle),
                Named.of("500", Faults.Choice::internalError),
                Named.of("503", Faults.Choice::unavailable),
                Named.of("cut", Faults.Choice::cutBeforeWork),
                Named.of("denied", fault -> fault.refuse(400, "AccessDeniedException")));
        List<Named<Write>> writes = Stream.concat(
                        writes(),
                        Stream.of(Named.<Write>of(
                                "claim",
                                (ledger, lease) -> ledger.claim(lease.work(), LEASE) instanceof Claim.Granted)))
                .toList();
        return faults.stream().flatMap(fault -> writes.stream().map(write -> Arguments.of(fault, write)));
    }

    @Test
    void grants_an_event_that_it_has_never_seen() {
        Claim claim = ledger.claim(work, LEASE);

        assertThat(claim).isInstanceOfSatisfying(Claim.Granted.class, granted -> {
            assertThat(granted.lease().work()).isEqualTo(work);
            assertThat(granted.lease().attempt()).isOne();
            assertThat(granted.lease().fencingToken()).isOne();
        });
        assertThat(state()).isEqualTo("IN_PROGRESS");
    }

    @Test
    void takes_two_writes_and_no_read_for_an_event_that_succeeds_the_first_time() {
        ledger.done(granted(work));

        assertThat(EMBEDDED.actions()).containsExactly(write(), write());
        assertThat(state()).isEqualTo("DONE");
    }

    @Test
    void answers_a_duplicate_of_a_finished_event_with_finished() {
        ledger.done(granted(work));
        EMBEDDED.proxy().reset();

        Claim duplicate = ledger.claim(work("billing", "message-2"), LEASE);

        assertThat(duplicate).isEqualTo(new Claim.Finished());
        assertThat(EMBEDDED.actions()).containsExactlyElementsOf(claimOfADuplicate());
    }

    @Test
    void counts_no_attempt_of_an_expired_event_and_answers_with_finished() {
        assertThat(ledger.expired(granted(work))).isTrue();

        assertThat(state()).isEqualTo("EXPIRED");
        assertThat(EMBEDDED.item(work).get("attempts").n()).isEqualTo("0");
        assertThat(ledger.claim(work("billing", "message-2"), LEASE)).isEqualTo(new Claim.Finished());
    }

    @Test
    void answers_a_duplicate_of_a_running_event_with_the_end_of_its_lease_and_no_attempt() {
        Instant start = clock.instant();
        Lease lease = granted(work);
        clock.advance(Duration.ofSeconds(29));

        Claim duplicate = ledger.claim(work("billing", "message-2"), LEASE);

        assertThat(duplicate).isEqualTo(new Claim.HeldByAnother(start.plus(LEASE)));
        assertThat(ledger.failed(lease, CAUSE)).isTrue();
        assertThat(granted(work).attempt()).isEqualTo(2);
    }

    @Test
    void remembers_a_given_up_event_until_its_dead_letter_is_sent() {
        granted(work);
        clock.advance(LEASE);
        ledger.givenUp(granted(work), CAUSE);
        assertThat(state()).isEqualTo("GIVEN_UP");

        for (int send = 0; send < 3; send++) {
            Claim claim = ledger.claim(work, LEASE);
            assertThat(claim).isInstanceOfSatisfying(Claim.GivenUp.class, givenUp -> {
                assertThat(givenUp.cause()).isEqualTo(CAUSE);
                assertThat(givenUp.lease().attempt()).isEqualTo(2);
                assertThat(ledger.givenUp(givenUp.lease(), givenUp.cause())).isTrue();
            });
        }
    }

    @Test
    void a_consumer_that_died_while_it_sent_a_dead_letter_leaves_the_event_given_up() {
        ledger.givenUp(granted(work), CAUSE);
        ledger.claim(work, LEASE);
        clock.advance(LEASE);

        assertThat(ledger.claim(work, LEASE)).isInstanceOf(Claim.GivenUp.class);
    }

    @Test
    void grants_a_redriven_message_whose_dead_letter_took_several_sends() {
        ledger.givenUp(granted(work), CAUSE);
        Claim.GivenUp claim = (Claim.GivenUp) ledger.claim(work, LEASE);
        ledger.dead(claim.lease(), claim.cause());

        assertThat(ledger.claim(work, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(granted(work("billing", "message-2")).attempt()).isOne();
    }

    @Test
    void lets_another_owner_take_over_as_soon_as_the_lease_has_ended() {
        granted(work);
        clock.advance(LEASE);

        Lease second = granted(work);

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.fencingToken()).isEqualTo(2);
    }

    @Test
    void does_not_grant_a_renewed_lease_to_others() {
        Lease lease = granted(work);
        clock.advance(Duration.ofSeconds(20));

        boolean renewed = ledger.renew(lease, LEASE);
        clock.advance(Duration.ofSeconds(29));

        assertThat(renewed).isTrue();
        assertThat(ledger.claim(work, LEASE))
                .isEqualTo(new Claim.HeldByAnother(clock.instant().plusSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void refuses_every_write_of_an_owner_whose_lease_was_taken_over(Write write) {
        Lease lost = granted(work);
        clock.advance(LEASE);
        granted(work);
        Map<String, AttributeValue> before = item();

        boolean counts = write.make(ledger, lost);

        assertThat(counts).isFalse();
        assertThat(item()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("writes")
    void accepts_every_write_of_an_owner_whose_lease_has_ended_but_was_not_taken_over(Write write) {
        Lease lease = granted(work);
        clock.advance(LEASE.multipliedBy(2));

        assertThat(write.make(ledger, lease)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void refuses_every_other_write_once_done_is_written(Write write) {
        Lease done = granted(work);
        ledger.done(done);

        write.make(ledger, done);

        assertThat(state()).isEqualTo("DONE");
    }

    @Test
    void counts_each_failed_attempt_and_keeps_the_last_cause() {
        ledger.failed(granted(work), CAUSE);
        ledger.failed(granted(work), new Cause("java.lang.IllegalStateException", "again", "f2"));

        assertThat(granted(work).attempt()).isEqualTo(3);
        assertThat(new LedgerItem(item()).cause())
                .contains(new Cause("java.lang.IllegalStateException", "again", "f2"));
    }

    @Test
    void grants_a_failed_event_at_once_before_its_lease_would_have_ended() {
        ledger.failed(granted(work), CAUSE);

        assertThat(ledger.claim(work, LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void does_not_count_an_attempt_that_was_released_and_grants_it_at_once() {
        ledger.failed(granted(work), CAUSE);
        Lease second = granted(work);

        boolean released = ledger.release(second);

        assertThat(released).isTrue();
        assertThat(state()).isEqualTo("RELEASED");
        assertThat(granted(work).attempt()).isEqualTo(2);
    }

    @Test
    void answers_the_message_that_was_given_up_with_finished() {
        ledger.dead(granted(work), CAUSE);

        assertThat(ledger.claim(work, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(state()).isEqualTo("DEAD");
    }

    @Test
    void restarts_the_attempts_of_a_given_up_event_that_is_redriven() {
        ledger.failed(granted(work), CAUSE);
        ledger.dead(granted(work), CAUSE);

        Lease redriven = granted(work("billing", "message-2"));

        assertThat(redriven.attempt()).isOne();
        assertThat(redriven.fencingToken()).isEqualTo(3);
    }

    @Test
    void does_not_repeat_a_finished_event_that_is_redriven() {
        ledger.dead(granted(work), CAUSE);
        ledger.done(granted(work("billing", "message-2")));

        assertThat(ledger.claim(work("billing", "message-3"), LEASE)).isEqualTo(new Claim.Finished());
    }

    @Test
    void keeps_subscribers_of_one_event_apart() {
        ledger.done(granted(work));

        assertThat(granted(work("shipping", "message-1")).attempt()).isOne();
    }

    @Test
    void grants_one_of_many_simultaneous_claims() throws Exception {
        int claimers = 8;
        CyclicBarrier start = new CyclicBarrier(claimers);
        ExecutorService threads = Executors.newFixedThreadPool(claimers);
        List<Future<Claim>> claims = IntStream.range(0, claimers)
                .mapToObj(n -> threads.submit(() -> {
                    start.await();
                    return ledger.claim(work("billing", "message-" + n), LEASE);
                }))
                .toList();
        threads.shutdown();

        int granted = 0;
        for (Future<Claim> claim : claims) {
            granted += claim.get() instanceof Claim.Granted ? 1 : 0;
        }

        assertThat(granted).isOne();
        assertThat(new LedgerItem(item()).attempts()).isOne();
    }

    @Test
    void does_not_fail_a_claim_against_itself_when_the_answer_was_lost() {
        EMBEDDED.proxy().faults().on(write()).times(1).loseAnswer();

        Claim claim = ledger(EMBEDDED.retryingTable(), clock).claim(work, LEASE);

        assertThat(claim).isInstanceOfSatisfying(Claim.Granted.class, granted -> {
            assertThat(granted.lease().attempt()).isOne();
            assertThat(ledger.done(granted.lease())).isTrue();
        });
        assertThat(EMBEDDED.actions()).containsExactlyElementsOf(claimWhoseAnswerIsLost());
    }

    @ParameterizedTest
    @MethodSource("writes")
    void makes_a_write_count_once_when_its_answer_was_lost(Write write) {
        Lease lease = granted(work);
        EMBEDDED.proxy().faults().on(write()).times(1).loseAnswer();
        Work undisturbed = new Work(UUID.randomUUID().toString(), SOURCE, "billing", "message-1", 1);

        boolean counts = write.make(ledger(EMBEDDED.retryingTable(), clock), lease);
        write.make(ledger, granted(undisturbed));

        assertThat(counts).isTrue();
        assertThat(item())
                .usingRecursiveComparison()
                .ignoringFields("event", "owner")
                .isEqualTo(EMBEDDED.item(undisturbed));
    }

    @ParameterizedTest
    @MethodSource("faultsAndWrites")
    void reports_unavailable_when_a_write_may_not_have_been_done(Consumer<Faults.Choice> fault, Write write) {
        Lease lease = granted(work);
        fault.accept(EMBEDDED.proxy().faults().onEverything());

        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> write.make(ledger, lease));
    }

    @Test
    void a_write_under_a_short_lease_does_not_outlast_it() {
        Ledger retrying = ledger(EMBEDDED.retryingTable(), clock);
        Duration brief = Duration.ofSeconds(3);
        Lease briefLease = ((Claim.Granted) ledger.claim(work, brief)).lease();
        Lease usualLease = granted(new Work(UUID.randomUUID().toString(), "billing", "message-1", 1));

        hangOnce();
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> retrying.done(briefLease));
        hangOnce();
        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> retrying.claim(work("audit", "message-1"), brief));
        hangOnce();
        assertThat(retrying.done(usualLease)).isTrue();
    }

    /** Makes one call hang for longer than the client waits. */
    private void hangOnce() {
        EMBEDDED.proxy().reset();
        EMBEDDED.proxy().faults().on(write()).times(1).delay(Duration.ofSeconds(3));
    }

    @Test
    void reports_unavailable_when_its_client_is_closed() {
        AwsClients closed = EMBEDDED.aws();
        closed.close();
        Ledger late = ledger(new LedgerTable(closed.dynamoDb(), LedgerTable.DEFAULT_NAME), clock);

        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> late.claim(work, LEASE));
    }

    @Test
    void names_the_table_that_is_missing() {
        Ledger nowhere = ledger(new LedgerTable(EMBEDDED.client(), "nowhere"), clock);

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> nowhere.claim(work, LEASE))
                .withMessageContaining("table nowhere");
    }

    @Test
    void lets_dynamodb_forget_an_item_when_its_retention_is_over() {
        Lease lease = granted(work);
        clock.advance(Duration.ofDays(1));

        ledger.done(lease);

        assertThat(item().get("expiry").n())
                .isEqualTo(
                        Long.toString(clock.instant().plus(Duration.ofDays(15)).getEpochSecond()));
    }

    @Test
    void takes_an_event_whose_id_is_longer_than_a_key_may_be() {
        Work longId = new Work("x".repeat(3000) + event, "billing", "message-1", 1);

        ledger.done(granted(longId));

        assertThat(ledger.claim(longId, LEASE)).isEqualTo(new Claim.Finished());
    }

    @Test
    void keeps_the_beginning_of_a_long_cause_in_at_most_4_KB() {
        ledger.failed(granted(work), new Cause("java.io.IOException", "🐫".repeat(5000), "f3"));

        String kept = new LedgerItem(item()).cause().orElseThrow().message();
        assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4000, 4096);
        assertThat(kept).startsWith("🐫🐫").endsWith("🐫…");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void treats_one_id_of_two_sources_as_two_events(String source) {
        Work other = of(source, "message-2");
        Lease first = granted(work);
        Lease second = granted(other);

        assertThat(List.of(first.attempt(), second.attempt())).containsExactly(1, 1);
        assertThat(ledger.done(second)).isTrue();
        assertThat(ledger.claim(other, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(ledger.claim(work, LEASE)).isInstanceOf(Claim.HeldByAnother.class);
        assertThat(ledger.done(first)).isTrue();
        assertThat(ledger.claim(work, LEASE)).isEqualTo(new Claim.Finished());
    }

    /** Sources other than {@link #SOURCE}. Some of them make sort keys that look like others. */
    static Stream<Named<String>> sources() {
        return Stream.of(
                Named.of("none", ""),
                Named.of("usual", OTHER_SOURCE),
                Named.of("with a #", "/shop#"),
                Named.of("with a =", "=/shop"),
                Named.of("like a key", "billing#source=/shop"),
                Named.of("blank", " "),
                Named.of("in other characters", "/geschäft/商店/🐫"),
                Named.of("of 512 bytes", "é".repeat(256)),
                Named.of("of 513 bytes", "é".repeat(256) + "x"),
                Named.of("of 200 KB", "/shop".repeat(40 * 1024)));
    }

    @Test
    void distinguishes_long_sources_with_the_same_beginning() {
        ledger.done(granted(of("x".repeat(2000) + "1", "message-1")));
        ledger.done(granted(of("x".repeat(2000) + "2", "message-2")));

        assertThat(granted(of("x".repeat(2000) + "3", "message-3")).attempt()).isOne();
    }

    @Test
    void remembers_the_state_of_the_event_of_each_of_three_sources() {
        Work second = of(OTHER_SOURCE, "message-2");
        Work third = of("/fair", "message-3");
        ledger.done(granted(second));
        ledger.failed(granted(third), CAUSE);
        ledger.failed(granted(third), CAUSE);
        ledger.dead(granted(work), CAUSE);

        assertThat(ledger.claim(second, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(granted(third).attempt()).isEqualTo(3);
        assertThat(ledger.claim(work, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(granted(work("billing", "redriven")).attempt()).isOne();
    }

    @Test
    void gives_up_and_redrives_the_event_of_the_second_source_independently() {
        Work second = of(OTHER_SOURCE, "message-2");
        ledger.done(granted(work));
        ledger.givenUp(granted(second), CAUSE);

        Claim.GivenUp unsent = (Claim.GivenUp) ledger.claim(second, LEASE);
        ledger.dead(unsent.lease(), unsent.cause());

        assertThat(ledger.claim(second, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(granted(of(OTHER_SOURCE, "redriven")).attempt()).isOne();
        assertThat(state()).isEqualTo("DONE");
    }

    @ParameterizedTest
    @MethodSource("writes")
    void changes_nothing_of_the_first_source_by_a_write_for_the_second(Write write) {
        granted(work);
        Lease second = granted(of(OTHER_SOURCE, "message-2"));
        Map<String, AttributeValue> before = item();

        assertThat(write.make(ledger, second)).isTrue();
        assertThat(item()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("writes")
    void refuses_every_write_of_a_lost_lease_of_the_second_source(Write write) {
        Work second = of(OTHER_SOURCE, "message-2");
        granted(work);
        Lease lost = granted(second);
        clock.advance(LEASE);
        granted(second);

        assertThat(write.make(ledger, lost)).isFalse();
    }

    @Test
    void does_not_fail_the_claim_of_the_second_source_against_itself_when_an_answer_was_lost() {
        granted(work);
        EMBEDDED.proxy()
                .faults()
                .onEverything()
                .after(claimOfADuplicate().size())
                .times(1)
                .loseAnswer();

        Claim claim = ledger(EMBEDDED.retryingTable(), clock).claim(of(OTHER_SOURCE, "message-2"), LEASE);

        assertThat(claim).isInstanceOfSatisfying(Claim.Granted.class, granted -> {
            assertThat(granted.lease().attempt()).isOne();
            assertThat(ledger.done(granted.lease())).isTrue();
        });
    }

    @Test
    void takes_no_read_and_one_more_write_for_the_second_source_of_an_id() {
        granted(work);
        EMBEDDED.proxy().reset();

        granted(of(OTHER_SOURCE, "message-2"));

        assertThat(EMBEDDED.actions())
                .containsExactlyElementsOf(Stream.concat(claimOfADuplicate().stream(), Stream.of("UpdateItem"))
                        .toList());
    }

    /** Otherwise a duplicate of the second event would find the key of the first free, and would be handled again. */
    @Test
    void keeps_the_item_of_the_first_source_as_long_as_a_message_of_the_second_can_live() {
        ledger.done(granted(work));
        clock.advance(Duration.ofDays(10));
        Work second = of(OTHER_SOURCE, "message-2");

        ledger.done(granted(second));
        Instant latest = clock.instant().plus(Duration.ofDays(14));

        assertThat(new LedgerItem(item()).expiry()).isAfter(latest);
        assertThat(ledger.claim(work, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(ledger.claim(second, LEASE)).isEqualTo(new Claim.Finished());
    }

    @Test
    void uses_the_first_key_if_its_item_expires_while_the_second_source_claims() {
        granted(work);
        clock.advance(Duration.ofDays(15));
        EMBEDDED.proxy()
                .faults()
                .onEverything()
                .after(claimOfADuplicate().size())
                .times(1)
                .hold();
        Work second = of(OTHER_SOURCE, "message-2");
        CompletableFuture<Lease> claim = CompletableFuture.supplyAsync(() -> granted(second));
        await().until(() -> EMBEDDED.actions().size() == claimOfADuplicate().size() + 2);

        EMBEDDED.table().deleteAll("billing");
        EMBEDDED.proxy().faults().clear();

        assertThat(claim.join().sortKey()).isEqualTo("billing");
        assertThat(ledger.done(claim.join())).isTrue();
        assertThat(ledger.claim(second, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(granted(work).attempt()).isOne();
    }

    @Test
    void treats_an_item_without_a_source_as_the_event_of_any_source() {
        putOldItem(State.DONE);

        assertThat(ledger.claim(work, LEASE)).isEqualTo(new Claim.Finished());
        assertThat(ledger.claim(of(OTHER_SOURCE, "message-2"), LEASE)).isEqualTo(new Claim.Finished());
        assertThat(ledger.claim(of("", "message-3"), LEASE)).isEqualTo(new Claim.Finished());
    }

    @Test
    void continues_an_item_without_a_source_and_distinguishes_other_sources_from_then_on() {
        putOldItem(State.FAILED);

        Lease first = granted(work);
        Lease second = granted(of(OTHER_SOURCE, "message-2"));

        assertThat(first.attempt()).isEqualTo(3);
        assertThat(second.attempt()).isOne();
        assertThat(ledger.done(first)).isTrue();
        assertThat(ledger.done(second)).isTrue();
    }

    /** Puts an item after two attempts, in the form from before items distinguished sources. */
    private void putOldItem(State state) {
        Map<String, AttributeValue> item = new HashMap<>(LedgerItem.key(event, "billing"));
        item.put("state", LedgerItem.state(state));
        item.put("owner", LedgerItem.text("owner"));
        item.put("leaseUntil", LedgerItem.time(clock.instant().plus(LEASE)));
        item.put("messageId", LedgerItem.text("message-1"));
        item.put("first", LedgerItem.time(clock.instant()));
        item.put("last", LedgerItem.time(clock.instant()));
        item.put("attempts", LedgerItem.number(2));
        item.put("fence", LedgerItem.number(2));
        item.put("expiry", EMBEDDED.table().expiry(clock.instant()));
        EMBEDDED.table().put(item);
    }

    private Lease granted(Work claimed) {
        return ((Claim.Granted) ledger.claim(claimed, LEASE)).lease();
    }

    private Map<String, AttributeValue> item() {
        return EMBEDDED.item(work);
    }

    private String state() {
        return item().get("state").s();
    }

    private Work work(String subscriber, String messageId) {
        return new Work(event, SOURCE, subscriber, messageId, 1);
    }

    private Work of(String source, String messageId) {
        return new Work(event, source, "billing", messageId, 1);
    }
}
