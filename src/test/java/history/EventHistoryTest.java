package history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import failure.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import ledger.Claim;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import ledger.LedgerWrites;
import ledger.MutableClock;
import ledger.Progress;
import ledger.State;
import ledger.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import telemetry.TraceLinks;

class EventHistoryTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Cause CAUSE = new Cause("java.io.IOException", "no route to host", "f1");

    private final MutableClock clock = new MutableClock();
    private final Ledger ledger = new DynamoDbLedger(EMBEDDED.table(), clock);
    private final EventHistory history = new EventHistory(EMBEDDED.table());
    private final String event = UUID.randomUUID().toString();

    @Test
    void has_no_entry_for_an_unrecorded_event() {
        assertThat(history.of(event)).isEmpty();
    }

    @Test
    void remembers_the_trace_of_a_publication_and_of_each_claim() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        history.add(List.of(PublicationRecord.of(
                event, new Published("orders", clock.instant(), "sns-1", "/shop", "OrderPlaced", trace))));
        ledger.claim(new Work(event, "/shop", "alone", "message-1", 1, trace), LEASE);
        LedgerWrites together = ledger.shared(Runnable::run);
        LedgerWrites.await(together.claim(List.of(new Work(event, "/shop", "batched", "message-2", 1, trace)), LEASE)
                .get(0));

        History found = history.of(event).orElseThrow();

        assertThat(found.published()).extracting(Published::trace).containsExactly(trace);
        assertThat(found.subscribers())
                .extracting(Progress::queue, Progress::trace)
                .containsExactlyInAnyOrder(tuple("alone", trace), tuple("batched", trace));
        assertThat(found.tracedBy(TraceLinks.NONE).traces()).containsExactly(new EventTrace(trace, null));
    }

    @Test
    void reads_the_records_of_publisher_and_subscribers_in_one_query() {
        Instant start = clock.instant();
        Published publication = new Published("orders", start, "sns-1");
        history.add(List.of(PublicationRecord.of(event, publication)));
        ledger.failed(claimed("billing", ""), CAUSE);
        clock.advance(Duration.ofSeconds(2));
        ledger.done(claimed("billing", ""));
        claimed("shipping", "");
        EMBEDDED.proxy().reset();

        History found = history.of(event).orElseThrow();

        assertThat(found.published()).containsExactly(publication);
        assertThat(found.subscribers())
                .containsExactly(
                        new Progress("billing", null, State.DONE, 2, start, clock.instant(), null, null),
                        new Progress(
                                "shipping", null, State.IN_PROGRESS, 1, clock.instant(), clock.instant(), null, null));
        assertThat(EMBEDDED.actions()).containsExactly("Query");
    }

    @Test
    void shows_after_how_many_attempts_an_event_was_given_up() {
        ledger.failed(claimed("billing", ""), CAUSE);
        ledger.dead(claimed("billing", ""), CAUSE);

        assertThat(history.of(event).orElseThrow().subscribers())
                .singleElement()
                .satisfies(progress -> {
                    assertThat(progress.state()).isEqualTo(State.DEAD);
                    assertThat(progress.attempts()).isEqualTo(2);
                    assertThat(progress.cause()).isEqualTo(CAUSE);
                });
    }

    @Test
    void records_a_publication_with_one_write() {
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1"))));

        assertThat(EMBEDDED.actions()).containsExactly("BatchWriteItem");
    }

    @Test
    void records_25_publications_of_a_batch_with_one_call() {
        List<PublicationRecord> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(PublicationRecord.of(event + "-" + i, new Published("orders", clock.instant(), "sns-" + i)));
        }

        history.add(events);

        assertThat(EMBEDDED.actions()).containsExactly("BatchWriteItem", "BatchWriteItem", "BatchWriteItem");
        for (int i = 0; i < 60; i++) {
            assertThat(history.of(event + "-" + i).orElseThrow().published())
                    .containsExactly(new Published("orders", clock.instant(), "sns-" + i));
        }
    }

    @Test
    void retries_unprocessed_items_of_a_batch_a_limited_number_of_times() {
        List<PublicationRecord> events = List.of(
                PublicationRecord.of(event + "-1", new Published("orders", clock.instant(), "sns-1")),
                PublicationRecord.of(event + "-2", new Published("orders", clock.instant(), "sns-2")));
        EMBEDDED.proxy().faults().on("BatchWriteItem").times(1).failEntries(place -> place == 1);

        history.add(events);

        assertThat(history.of(event + "-1")).isPresent();
        assertThat(history.of(event + "-2")).isPresent();
        EMBEDDED.proxy().faults().on("BatchWriteItem").failEntries(place -> true);
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> history.add(events));
    }

    @Test
    void reports_a_batch_that_could_not_be_recorded_as_ledger_unavailable() {
        EMBEDDED.proxy().faults().on("BatchWriteItem").internalError();

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> history.add(
                        List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1")))));
    }

    @Test
    void finds_the_events_of_two_sources_with_one_id() {
        Published ofShop = new Published("orders", clock.instant(), "sns-1", "/shop");
        Published ofMarket = new Published("orders", clock.instant(), "sns-2", "/market");
        history.add(List.of(PublicationRecord.of(event, ofShop), PublicationRecord.of(event, ofMarket)));
        ledger.done(claimed("billing", "/shop"));
        ledger.failed(claimed("billing", "/market"), CAUSE);

        History found = history.of(event).orElseThrow();

        assertThat(found.published()).containsExactlyInAnyOrder(ofShop, ofMarket);
        assertThat(found.subscribers())
                .containsExactly(
                        new Progress("billing", "/shop", State.DONE, 1, clock.instant(), clock.instant(), null, null),
                        new Progress(
                                "billing", "/market", State.FAILED, 1, clock.instant(), clock.instant(), CAUSE, null));
        assertThat(found.severalSources()).isTrue();
        assertThat(found.toJson())
                .contains(
                        "\"queue\":\"billing\",\"source\":\"/market\"", "\"messageId\":\"sns-1\",\"source\":\"/shop\"");
    }

    @Test
    void mistakes_no_queue_for_a_topic_whatever_its_name_and_the_sources() {
        ledger.done(claimed("topic", "/shop"));
        ledger.done(claimed("topic", "#source=topic#"));

        assertThat(history.of(event).orElseThrow().published()).isEmpty();
        assertThat(history.of(event).orElseThrow().subscribers())
                .extracting(Progress::queue, Progress::source)
                .containsExactlyInAnyOrder(tuple("topic", "/shop"), tuple("topic", "#source=topic#"));
    }

    @Test
    void lets_a_queue_have_the_name_of_the_topic() {
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1"))));

        ledger.done(claimed("orders", ""));

        assertThat(history.of(event).orElseThrow().published()).hasSize(1);
        assertThat(history.of(event).orElseThrow().subscribers()).hasSize(1);
    }

    @Test
    void lets_dynamodb_forget_a_publication_when_its_retention_is_over() {
        history.add(List.of(PublicationRecord.of(event, new Published("orders", clock.instant(), "sns-1"))));

        assertThat(EMBEDDED.item(new Work(event, "topic#orders", "", 1))
                        .get("expiry")
                        .n())
                .isEqualTo(
                        Long.toString(clock.instant().plus(Duration.ofDays(15)).getEpochSecond()));
    }

    @Test
    void keeps_a_digest_of_an_id_that_is_longer_than_a_key_may_be() {
        assertThat(PublicationRecord.of("x".repeat(100_000), new Published("orders", clock.instant(), "sns-1"))
                        .event())
                .hasSizeLessThan(100);
    }

    @Test
    void finds_an_event_whose_id_is_longer_than_a_key_may_be() {
        String longId = "x".repeat(3000) + event;
        history.add(List.of(PublicationRecord.of(longId, new Published("orders", clock.instant(), "sns-1"))));

        assertThat(history.of(longId)).map(History::id).contains(longId);
    }

    @Test
    void is_written_as_json() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
        History whole = new History(
                "4711",
                List.of(new Published("orders", time, "sns-1")),
                List.of(
                        new Progress("billing", null, State.FAILED, 2, time, time, CAUSE, null),
                        new Progress("shipping", null, State.DONE, 1, time, time, null, null)));

        assertThat(whole.toJson()).isEqualTo("""
                        {"id":"4711",\
                        "published":[{"topic":"orders","time":"2026-01-02T03:04:05.678Z","messageId":"sns-1"}],\
                        "subscribers":[{"queue":"billing","state":"FAILED","attempts":2,\
                        "first":"2026-01-02T03:04:05.678Z","last":"2026-01-02T03:04:05.678Z",\
                        "cause":{"exception":"java.io.IOException","message":"no route to host","fingerprint":"f1"}},\
                        {"queue":"shipping","state":"DONE","attempts":1,\
                        "first":"2026-01-02T03:04:05.678Z","last":"2026-01-02T03:04:05.678Z"}]}""");
    }

    @Test
    void reports_the_ledger_as_unavailable_while_dynamodb_does_not_answer() {
        EMBEDDED.proxy().faults().onEverything().unavailable();

        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> history.of(event));
    }

    private Lease claimed(String subscriber, String source) {
        return ((Claim.Granted) ledger.claim(new Work(event, source, subscriber, "message-1", 1), LEASE)).lease();
    }
}
