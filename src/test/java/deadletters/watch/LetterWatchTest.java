package deadletters.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aws.AwsClients;
import deadletters.DeadLetters;
import deadletters.Job;
import deadletters.Page;
import deadletters.Selection;
import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import ledger.LedgerUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * In these tests a process dies when its watch is not called any more. The next watch finds in the ledger what the
 * first one has left.
 */
class LetterWatchTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final String TILL = "till";

    private final QueueForTests queue = QueueForTests.standard();
    private final AwsClients aws = TABLE.aws();
    private final LedgerTable table = new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME);
    private final AtomicLong nanos = new AtomicLong();
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private int sent;

    @AfterEach
    void close() {
        TABLE.proxy().reset();
        queue.close();
        aws.close();
    }

    @Test
    void a_notice_is_due_again_if_its_process_dies_before_sending_it() {
        letters(TILL, 3);
        assertThat(watch().look()).hasSize(1);

        LetterWatch next = watch();
        assertThat(next.look()).isEmpty();
        pass(LetterWatch.TELLING);

        assertThat(next.look())
                .singleElement()
                .satisfies(notice -> assertThat(notice.added()).isEqualTo(3));
    }

    @Test
    void a_notice_is_sent_twice_if_its_process_dies_between_sending_and_recording_it() {
        letters(TILL, 3);
        List<LetterNotice> told = watch().look();
        assertThat(told).hasSize(1);
        pass(LetterWatch.TELLING);

        LetterWatch next = watch();
        next.look().forEach(next::told);
        pass(LetterWatch.TELLING);

        assertThat(watch().look()).isEmpty();
    }

    @Test
    void a_notice_is_due_if_its_process_dies_while_it_records_the_letters() {
        letters(TILL, 3);
        TABLE.proxy().faults().on("BatchWriteItem").refuse(400, "ValidationException");
        LetterWatch dying = watch();
        assertThatThrownBy(dying::look).isInstanceOf(LedgerUnavailableException.class);
        TABLE.proxy().faults().clear();

        assertThat(watch().look())
                .singleElement()
                .satisfies(notice -> assertThat(notice.added()).isGreaterThanOrEqualTo(3));
    }

    @Test
    void a_sent_notice_is_due_again_with_new_letters_after_the_interval() {
        letters(TILL, 3);
        LetterWatch watch = watch();
        watch.look().forEach(watch::told);
        letters(TILL, 2);

        assertThat(watch.look()).isEmpty();
        pass(INTERVAL);

        assertThat(watch.look())
                .singleElement()
                .satisfies(notice -> assertThat(notice.added()).isEqualTo(2));
    }

    @Test
    void a_notice_that_could_not_be_sent_is_due_at_the_next_look() {
        letters(TILL, 3);
        LetterWatch watch = watch();
        watch.look().forEach(watch::notTold);

        assertThat(watch.look())
                .singleElement()
                .satisfies(notice -> assertThat(notice.added()).isEqualTo(3));
    }

    @Test
    void letters_that_arrive_while_a_notice_is_sent_are_reported_by_a_later_notice() {
        letters(TILL, 3);
        LetterWatch watch = watch();
        List<LetterNotice> due = watch.look();
        letters(TILL, 2);
        assertThat(watch().look()).isEmpty();

        due.forEach(watch::told);
        pass(INTERVAL);

        assertThat(watch.look())
                .singleElement()
                .satisfies(notice -> assertThat(notice.added()).isEqualTo(2));
    }

    @Test
    void letters_of_a_slow_notice_that_another_process_sends_too_are_recorded_once() {
        letters(TILL, 3);
        LetterWatch slow = watch();
        List<LetterNotice> dueToSlow = slow.look();
        pass(LetterWatch.TELLING);
        LetterWatch other = watch();
        other.look().forEach(other::told);
        dueToSlow.forEach(slow::told);
        letters(TILL, 2);
        pass(INTERVAL);

        assertThat(other.look())
                .singleElement()
                .satisfies(notice -> assertThat(notice.added()).isEqualTo(2));
    }

    @Test
    void a_notice_is_sent_again_if_the_ledger_is_unavailable_when_it_is_to_be_recorded() {
        letters(TILL, 3);
        LetterWatch watch = watch();
        LetterNotice notice = watch.look().get(0);
        TABLE.proxy().faults().on("UpdateItem").refuse(400, "AccessDeniedException");
        assertThatThrownBy(() -> watch.told(notice)).isInstanceOf(LedgerUnavailableException.class);
        TABLE.proxy().faults().clear();
        pass(LetterWatch.TELLING);

        assertThat(watch.look()).hasSize(1);
    }

    @Test
    void a_look_at_many_letters_receives_few_of_them_and_reports_their_total() {
        letters(TILL, 2_000);
        LetterWatch watch = watch();

        List<LetterNotice> due = watch.look();

        assertThat(queue.proxy().count("ReceiveMessage")).isLessThanOrEqualTo(LetterWatch.MOST_LETTERS / 10);
        assertThat(due).extracting(LetterNotice::added).containsExactlyInAnyOrder(300, 1_700);
        assertThat(due).extracting(LetterNotice::fingerprint).containsExactlyInAnyOrder(TILL, "not-looked-at");
        due.forEach(watch::told);
        queue.proxy().reset();

        letters(TILL, 30);
        assertThat(watch.look()).isEmpty();
        assertThat(queue.proxy().count("ReceiveMessage")).isLessThanOrEqualTo(LetterWatch.MOST_LETTERS / 10);
        pass(INTERVAL);
        assertThat(watch().look().stream().mapToInt(LetterNotice::added).sum()).isGreaterThanOrEqualTo(30);
        assertThat(queue.visibleDeadLetters()).isEqualTo(2_030);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 3_000_000_000L})
    void looks_take_a_tenth_of_the_time_at_most(long length) {
        LetterWatch watch = new LetterWatch(
                letters(), table, queue.name(), INTERVAL, Clock.systemUTC(), () -> nanos.getAndAdd(length));
        int looks = 0;
        for (int i = 0; i < 100; i++) {
            letters(TILL, 1);
            queue.proxy().reset();
            watch.look();
            looks += queue.proxy().count("ReceiveMessage") > 0 ? 1 : 0;
        }

        assertThat(looks).isBetween(9, 12);
    }

    @Test
    void an_operator_can_list_letters_while_a_watch_looks_and_new_letters_arrive() throws Exception {
        letters(TILL, 3_000);
        LetterWatch watch = watch();
        Thread looks = new Thread(() -> {
            while (!Thread.interrupted()) {
                letters(TILL, 1);
                watch.look();
            }
        });
        looks.start();

        int seen = letters()
                .list(queue.name(), Selection.all(), new Page(1, 10), new Job())
                .letters();
        looks.interrupt();
        looks.join();

        assertThat(seen).isGreaterThanOrEqualTo(3_000);
    }

    private LetterWatch watch() {
        return new LetterWatch(letters(), table, queue.name(), INTERVAL, clock(), nanos::get);
    }

    private DeadLetters letters() {
        return new DeadLetters(queue.client(), table, Duration.ofDays(1), Clock.systemUTC());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void letters(String failure, int count) {
        for (int first = 0; first < count; first += 10) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(first, Math.min(count, first + 10))
                    .mapToObj(number -> letter(failure, "e-" + sent++))
                    .toList();
            queue.sqs()
                    .sendMessageBatch(
                            request -> request.queueUrl(queue.deadLetterUrl()).entries(entries));
        }
    }

    private static SendMessageBatchRequestEntry letter(String failure, String event) {
        String cause = """
                {"subscriber":"s","exception":"E","message":"m","fingerprint":"%s","attempts":5,\
                "last":"2026-01-02T03:04:05Z"}""".formatted(failure);
        return SendMessageBatchRequestEntry.builder()
                .id(event)
                .messageBody(event)
                .messageAttributes(Map.of("ce_id", text(event), "caravan-cause", text(cause)))
                .build();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
