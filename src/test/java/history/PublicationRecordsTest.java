package history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.EmbeddedTable;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Records are written after their publishers got their answers, in batches. Lost records are counted, and a warning is
 * logged.
 */
@Timeout(60)
class PublicationRecordsTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final String BATCH = "BatchWriteItem";
    private static final int MOST = 10_000;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final CamelContext camel = new DefaultCamelContext();
    private final EventHistory history = new EventHistory(EMBEDDED.table());
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final String event = UUID.randomUUID().toString();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @AfterEach
    void stop() {
        EMBEDDED.proxy().faults().clear();
        camel.stop();
        ((Logger) LoggerFactory.getLogger(RecordLosses.class)).detachAppender(log);
    }

    @Test
    void a_lone_record_is_written_at_once() throws Exception {
        PublicationRecords records = started(MOST, STOP);

        records.add(List.of(record("1")));

        await().untilAsserted(() -> assertThat(topics("1")).containsExactly("orders"));
        assertThat(EMBEDDED.proxy().count(BATCH)).isOne();
    }

    @Test
    void records_that_arrive_during_a_write_share_the_next_writes() throws Exception {
        PublicationRecords records = started(MOST, STOP);
        holdFirst(records);

        IntStream.range(0, 49).parallel().forEach(i -> records.add(List.of(record("" + i))));
        EMBEDDED.proxy().faults().clear();

        await().untilAsserted(() -> assertThat(IntStream.range(0, 49).boxed())
                .allSatisfy(i -> assertThat(topics("" + i)).hasSize(1)));
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(3);
    }

    @Test
    void the_latest_record_of_an_event_is_written_whether_added_before_or_during_a_write() throws Exception {
        PublicationRecords records = started(MOST, STOP);
        holdFirst(records);

        records.add(List.of(record("first", "orders", "sns-2"), record("1", "orders", "sns-1")));
        records.add(List.of(record("1", "payments", "sns-3"), record("1", "orders", "sns-4")));
        EMBEDDED.proxy().faults().clear();

        await().untilAsserted(() -> {
            assertThat(messages("first")).containsExactly("sns-2");
            assertThat(messages("1")).containsExactly("sns-4", "sns-3");
        });
        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
        assertThat(dropped()).isZero();
    }

    @Test
    void two_records_of_one_event_are_never_in_flight_together() throws Exception {
        PublicationRecords records = started(MOST, STOP);
        holdFirst(records);

        records.add(List.of(record("first", "orders", "sns-2")));
        records.add(IntStream.range(0, 25).mapToObj(i -> record("" + i)).toList());
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 2);

        assertThat(EMBEDDED.proxy().calls(BATCH).get(1).body().toString())
                .contains(event + "24")
                .doesNotContain(event + "first");
        EMBEDDED.proxy().faults().clear();
        await().untilAsserted(() -> assertThat(messages("first")).containsExactly("sns-2"));
    }

    @Test
    void the_oldest_records_are_dropped_when_too_many_wait_with_one_warning() throws Exception {
        PublicationRecords records = started(10, STOP);
        holdFirst(records);

        IntStream.range(0, 15).forEach(i -> records.add(List.of(record("" + i))));
        assertThat(dropped()).isEqualTo(5);
        EMBEDDED.proxy().faults().clear();

        await().untilAsserted(() -> assertThat(IntStream.range(5, 15).boxed())
                .allSatisfy(i -> assertThat(topics("" + i)).hasSize(1)));
        assertThat(IntStream.range(0, 5).boxed())
                .allSatisfy(i -> assertThat(topics("" + i)).isEmpty());
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void while_dynamodb_is_unavailable_records_wait_with_one_warning_an_outage() throws Exception {
        PublicationRecords records = started(MOST, STOP);

        for (int outage = 1; outage <= 2; outage++) {
            String id = "outage-" + outage;
            EMBEDDED.proxy().reset();
            EMBEDDED.proxy().faults().onEverything().unavailable();
            records.add(List.of(record(id)));
            records.add(List.of(record(id + "-later")));
            await().until(() -> EMBEDDED.proxy().count(BATCH) >= 3);
            EMBEDDED.proxy().faults().clear();

            await().untilAsserted(() -> {
                assertThat(topics(id)).hasSize(1);
                assertThat(topics(id + "-later")).hasSize(1);
            });
            assertThat(warnings()).hasSize(outage);
        }
        assertThat(dropped()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "ValidationException"})
    void records_that_dynamodb_refuses_are_dropped_without_a_retry_and_with_one_warning(String refusal)
            throws Exception {
        PublicationRecords records = started(MOST, STOP);
        EMBEDDED.proxy().faults().on(BATCH).refuse(400, refusal);

        records.add(List.of(record("1"), record("2")));
        await().untilAsserted(() -> assertThat(dropped()).isEqualTo(2));
        records.add(List.of(record("3")));
        await().untilAsserted(() -> assertThat(dropped()).isEqualTo(3));

        assertThat(EMBEDDED.proxy().count(BATCH)).isEqualTo(2);
        assertThat(warnings()).hasSize(1);
        EMBEDDED.proxy().faults().clear();
        records.add(List.of(record("4")));
        await().untilAsserted(() -> assertThat(topics("4")).hasSize(1));
        assertThat(topics("1")).isEmpty();
    }

    @Test
    void unprocessed_records_of_a_batch_are_written_too() throws Exception {
        PublicationRecords records = started(MOST, STOP);
        EMBEDDED.proxy().faults().on(BATCH).times(1).failEntries(position -> position == 0);

        records.add(List.of(record("1"), record("2")));

        await().untilAsserted(() -> assertThat(Stream.of("1", "2"))
                .allSatisfy(id -> assertThat(topics(id)).hasSize(1)));
        assertThat(dropped()).isZero();
    }

    @Test
    void a_stop_writes_waiting_records() throws Exception {
        PublicationRecords records = started(MOST, STOP);
        EMBEDDED.proxy().faults().on(BATCH).times(1).delay(Duration.ofMillis(200));
        IntStream.range(0, 60).forEach(i -> records.add(List.of(record("" + i))));

        camel.stop();

        assertThat(IntStream.range(0, 60).boxed())
                .allSatisfy(i -> assertThat(topics("" + i)).hasSize(1));
        assertThat(dropped()).isZero();
    }

    @Test
    void a_stop_gives_up_after_its_timeout_and_counts_the_lost_records() throws Exception {
        PublicationRecords records = started(MOST, Duration.ofMillis(200));
        EMBEDDED.proxy().faults().onEverything().unavailable();
        IntStream.range(0, 60).forEach(i -> records.add(List.of(record("" + i))));

        camel.stop();

        assertThat(dropped()).isEqualTo(60);
        assertThat(warnings()).anyMatch(line -> line.contains("60 events"));
        records.add(List.of(record("late")));
        assertThat(dropped()).isEqualTo(61);
    }

    @Test
    void records_that_are_added_before_the_start_are_written_at_the_start() throws Exception {
        PublicationRecords records = new PublicationRecords(camel, history, meters);
        records.add(List.of(record("1")));

        start(records);

        await().untilAsserted(() -> assertThat(topics("1")).hasSize(1));
    }

    private PublicationRecords started(int most, Duration longestStop) throws Exception {
        PublicationRecords records = new PublicationRecords(camel, history, meters, most, longestStop);
        start(records);
        return records;
    }

    private void start(PublicationRecords records) throws Exception {
        log.start();
        ((Logger) LoggerFactory.getLogger(RecordLosses.class)).addAppender(log);
        camel.addService(records);
        camel.start();
    }

    /** Holds the write of the event {@code first} in flight until the faults are cleared. */
    private void holdFirst(PublicationRecords records) {
        EMBEDDED.proxy().faults().on(BATCH).hold();
        records.add(List.of(record("first")));
        await().until(() -> EMBEDDED.proxy().count(BATCH) == 1);
    }

    private PublicationRecord record(String id) {
        return record(id, "orders", "sns-1");
    }

    private PublicationRecord record(String id, String topic, String messageId) {
        return PublicationRecord.of(
                event + id, new Published(topic, Instant.parse("2026-01-02T03:04:05.678Z"), messageId));
    }

    private List<String> topics(String id) {
        return published(id).map(Published::topic).toList();
    }

    private List<String> messages(String id) {
        return published(id).map(Published::messageId).toList();
    }

    private Stream<Published> published(String id) {
        return history.of(event + id).stream().flatMap(found -> found.published().stream());
    }

    private double dropped() {
        return meters.get("caravan.publication.records.dropped").counter().count();
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(line -> line.getLevel().toString().equals("WARN"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
