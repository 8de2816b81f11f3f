package deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import ledger.Author;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The number of letters after a bad hour, or with {@code -Dendurance=long} after a bad night. */
class ManyLettersTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final int LETTERS = "long".equals(System.getProperty("endurance")) ? 10_000 : 1_000;
    private static final int FAILURES = 5;

    private final QueueForTests queue = QueueForTests.standard();
    private final AwsClients aws = TABLE.aws();

    @AfterEach
    void close() {
        queue.close();
        aws.close();
    }

    @Test
    void all_letters_of_five_failures_are_listed_and_half_of_them_go_back() {
        for (int first = 0; first < LETTERS; first += 10) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(first, first + 10)
                    .mapToObj(ManyLettersTest::letter)
                    .toList();
            queue.sqs()
                    .sendMessageBatch(
                            request -> request.queueUrl(queue.deadLetterUrl()).entries(entries));
        }
        DeadLetters letters = new DeadLetters(
                queue.client(),
                new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME),
                Duration.ofDays(1),
                Clock.systemUTC());

        int quarter = LETTERS / 4;
        int sixth = (LETTERS + 5) / 6;

        Listing listing = letters.list(queue.name(), Selection.all(), new Page(1, 10), new Job());
        assertThat(listing.letters()).isEqualTo(LETTERS);
        assertThat(listing.outOfSight()).isZero();
        assertThat(listing.failures())
                .extracting(Failures::letters)
                .containsExactly(quarter, quarter, sixth, sixth, LETTERS - 2 * quarter - 2 * sixth);

        Selection half = new Selection(
                Set.of(
                        listing.failures().get(0).fingerprint(),
                        listing.failures().get(1).fingerprint()),
                Set.of(),
                Map.of(),
                null,
                null);
        Job job = new Job();
        Outcome outcome = letters.redrive(queue.name(), half, Rate.UNLIMITED, false, Author.of("me"), job);

        assertThat(outcome.count(Count.MOVED)).isEqualTo(LETTERS / 2);
        assertThat(outcome.count(Count.NOT_SENT) + outcome.count(Count.NOT_DELETED))
                .isZero();
        assertThat(queue.left()).isEqualTo(LETTERS / 2);
        assertThat(queue.deadLetterCount()).isEqualTo(LETTERS / 2);
        assertThat(queue.visibleDeadLetters()).isEqualTo(LETTERS / 2);
    }

    /** A letter. Two failures have a quarter of the letters each, and three failures have the rest. */
    private static SendMessageBatchRequestEntry letter(int number) {
        int failure = number % 4 < 2 ? number % 4 : 2 + (number / 4 * 2 + number % 4 - 2) % (FAILURES - 2);
        String cause = """
                {"subscriber":"s","exception":"E%d","message":"m %d","fingerprint":"f%d","attempts":5,\
                "last":"2026-01-02T03:04:05Z"}""".formatted(failure, number, failure);
        return SendMessageBatchRequestEntry.builder()
                .id("e" + number)
                .messageBody("order " + number)
                .messageAttributes(Map.of("ce_id", text("e-" + number), "caravan-cause", text(cause)))
                .build();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
