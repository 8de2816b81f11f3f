package deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import ledger.Author;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import ledger.ParkedGroup;
import ledger.ParkedGroups;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;

/** From the letter back to the handler in a FIFO queue: the order of each group is kept. */
class LettersInOrderTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String BLOCK = "maxAttempts=1&backoff=0s&maxBackoff=1s";
    private static final String PARK = BLOCK + "&onFailure=park";

    private final QueueForTests queue = QueueForTests.fifo();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private AwsClients aws;
    private LedgerTable table;
    private DeadLetters letters;

    private final Processor handler = exchange -> {
        String body = exchange.getIn().getBody(String.class);
        if (failing.contains(body)) {
            throw new IllegalStateException(body + " fails");
        }
        handled.add(body);
    };

    @BeforeEach
    void useTheLedger() {
        aws = TABLE.aws();
        table = new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME);
        queue.use(new DynamoDbLedger(table, Clock.systemUTC()));
        queue.context().getRegistry().bind("parkedGroups", new ParkedGroups(table, Clock.systemUTC()));
        letters = new DeadLetters(queue.client(), table, Duration.ofDays(1), Clock.systemUTC(), Duration.ofSeconds(4));
    }

    @AfterEach
    void stop() {
        TABLE.proxy().reset();
        queue.close();
        aws.close();
    }

    @Test
    void letters_of_an_unparked_group_are_sent_back_in_their_order() throws Exception {
        String[] bodies = numbered("a", 9);
        failing.addAll(List.of(bodies));
        queue.sendToGroup("a", bodies);
        queue.sendToGroup("a", "a10");
        queue.consume(BLOCK, handler);
        await().untilAsserted(() -> assertThat(handled).containsExactly("a10"));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        failing.clear();

        Outcome outcome = redrive(Selection.all());

        await().untilAsserted(() -> assertThat(handled).hasSize(10));
        assertThat(handled.subList(1, 10)).containsExactly(bodies);
        assertThat(outcome.count(Count.MOVED)).isEqualTo(9);
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void redriving_the_first_letter_of_a_parked_group_redrives_the_others_and_releases_the_group() throws Exception {
        park("a", 4);
        queue.sendToGroup("b", "b1");
        await().untilAsserted(() -> assertThat(handled).containsExactly("b1"));
        failing.clear();
        Letter first = letters.letters(queue.name(), Selection.all(), new Page(1, 10), new Job()).letters().stream()
                .filter(letter -> letter.attempts() > 0)
                .findFirst()
                .orElseThrow();

        Outcome dry = letters.redrive(
                queue.name(),
                Selection.fingerprint(first.fingerprint()),
                Rate.UNLIMITED,
                true,
                Author.of("me"),
                new Job());
        Outcome outcome = redrive(Selection.fingerprint(first.fingerprint()));
        queue.sendToGroup("a", "a5");

        await().untilAsserted(() -> assertThat(handled).containsExactly("b1", "a1", "a2", "a3", "a4", "a5"));
        assertThat(dry.count(Count.MOVED)).isEqualTo(4);
        assertThat(outcome.count(Count.MOVED)).isEqualTo(4);
        assertThat(outcome.count(Count.WITH_THEIR_GROUP)).isEqualTo(3);
    }

    @Test
    void a_letter_behind_another_one_of_its_parked_group_stays_and_is_counted() throws Exception {
        park("a", 3);
        String third = letters.letters(queue.name(), Selection.all(), new Page(1, 10), new Job()).letters().stream()
                .map(letter -> letters.show(queue.name(), letter.messageId(), new Job())
                        .orElseThrow())
                .filter(detail -> detail.body().equals("a3"))
                .map(detail -> detail.letter().messageId())
                .findFirst()
                .orElseThrow();

        Outcome outcome = redrive(Selection.id(third));

        assertThat(outcome.count(Count.BEHIND_ANOTHER)).isEqualTo(1);
        assertThat(outcome.count(Count.MOVED)).isZero();
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a1", "a2", "a3");
    }

    @Test
    void an_edited_first_letter_releases_its_group() throws Exception {
        park("a", 3);
        String first = queue.deadLetters().get(0).messageId();

        letters.edit(queue.name(), first, new Edit("a1 mended", Map.of(), Set.of()), Author.of("me"), new Job());

        await().untilAsserted(() -> assertThat(handled).containsExactly("a1 mended", "a2", "a3"));
    }

    @Test
    void a_redrive_that_is_interrupted_half_way_keeps_the_order_when_it_is_run_again() throws Exception {
        park("a", 25);
        failing.clear();
        queue.stopRoute();
        queue.proxy().faults().on("DeleteMessageBatch").internalError();

        assertThatThrownBy(() -> redrive(Selection.all())).isInstanceOf(RuntimeException.class);
        queue.proxy().faults().clear();
        queue.startRoute();
        await().untilAsserted(() -> assertThat(handled).hasSizeGreaterThanOrEqualTo(10));
        redrive(Selection.all());

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(25));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly(numbered("a", 25));
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void a_group_stays_parked_if_one_of_its_letters_could_not_be_deleted() throws Exception {
        park("a", 3);
        failing.clear();
        queue.stopRoute();
        queue.proxy().faults().on("DeleteMessageBatch").failEntries(position -> true);

        Outcome outcome = letters.release(queue.name(), "a", false, Author.of("me"), new Job());
        queue.proxy().faults().clear();

        assertThat(outcome.count(Count.NOT_DELETED)).isEqualTo(3);
        assertThat(new ParkedGroups(table, Clock.systemUTC())
                        .find(queue.name(), "a")
                        .orElseThrow()
                        .standing())
                .isEqualTo(ParkedGroup.Standing.RELEASING);
        queue.startRoute();
        letters.release(queue.name(), "a", false, Author.of("me"), new Job());
        queue.sendToGroup("a", "a4");
        await().untilAsserted(() -> assertThat(handled).containsExactly("a1", "a2", "a3", "a4"));
    }

    @Test
    void parked_groups_are_distinguished_from_other_groups() throws Exception {
        park("a", 2);
        failing.clear();

        Outcome other = letters.release(queue.name(), "b", false, Author.of("me"), new Job());
        Outcome released = letters.release(queue.name(), "a", false, Author.of("me"), new Job());

        assertThat(other.count(Count.MOVED)).isZero();
        assertThat(released.count(Count.MOVED)).isEqualTo(2);
        await().untilAsserted(() -> assertThat(handled).containsExactly("a1", "a2"));
    }

    private void park(String group, int count) throws Exception {
        failing.add(group + "1");
        queue.sendToGroup(group, numbered(group, count));
        queue.consume(PARK, handler);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.deadLetterCount()).isEqualTo(count);
    }

    private Outcome redrive(Selection selection) {
        return letters.redrive(queue.name(), selection, Rate.UNLIMITED, false, Author.of("me"), new Job());
    }

    private static String[] numbered(String group, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> group + number)
                .toArray(String[]::new);
    }
}
