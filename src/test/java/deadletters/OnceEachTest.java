package deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import ledger.Author;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The handler still fails, so a letter that is sent back is dead again within milliseconds, while the redrive still runs. */
class OnceEachTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final int LETTERS = 100;
    private static final Duration LONG = Duration.ofSeconds(40);

    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final Processor failing = exchange -> {
        tried.add(exchange.getIn().getBody(String.class));
        if (tried.size() > 4 * LETTERS) {
            // Letters are sent back repeatedly, so the test has failed and must end.
            this.job.cancel();
        }
        throw new IllegalStateException("till is closed");
    };
    private volatile Job job = new Job();
    private AwsClients aws;
    private LedgerTable table;
    private QueueForTests queue;

    /** The kinds of queues and messages. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Given {
        STANDARD_WITHOUT_IDS(false, "", number -> Map.of()),
        STANDARD_WITH_IDS(false, "", number -> Map.of("ce_id", "e-" + number)),
        // The second message of each id waits until the lease of the first would end.
        STANDARD_WITH_EACH_ID_TWICE(false, "&visibilityTimeout=5s", number -> Map.of("ce_id", "e-" + number / 2)),
        STANDARD_WITHOUT_ROOM_FOR_THE_CAUSE(false, "", OnceEachTest::tenAttributes),
        FIFO(true, "&onFailure=block", number -> Map.of()),
        FIFO_PARKED(true, "&onFailure=park", number -> Map.of());

        private final boolean fifo;
        private final String options;
        private final Function<Integer, Map<String, String>> attributes;

        Given(boolean fifo, String options, Function<Integer, Map<String, String>> attributes) {
            this.fifo = fifo;
            this.options = options;
            this.attributes = attributes;
        }
    }

    private static Map<String, String> tenAttributes(int number) {
        Map<String, String> ten = new HashMap<>(Map.of("ce_id", "e-" + number));
        for (int i = 0; i < 9; i++) {
            ten.put("a" + i, "x");
        }
        return ten;
    }

    @BeforeEach
    void useTheLedger() {
        aws = TABLE.aws();
        table = new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME);
    }

    @AfterEach
    void stop() {
        queue.close();
        aws.close();
    }

    @ParameterizedTest
    @EnumSource(Given.class)
    void all_letters_go_back_once_in_each_redrive(Given given) throws Exception {
        DeadLetters letters = fail(given, LETTERS);
        int before = tried.size();

        for (int pass = 1; pass <= 2; pass++) {
            Outcome outcome =
                    letters.redrive(queue.name(), Selection.all(), Rate.UNLIMITED, false, Author.of("me"), job);

            assertThat(outcome.count(Count.MOVED)).isEqualTo(LETTERS);
            awaitDead(LETTERS);
            // In each parked group, the handler gets the first letter only, and the others follow that letter.
            assertThat(tried).hasSize(before + pass * (given == Given.FIFO_PARKED ? groups() : LETTERS));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STANDARD_WITHOUT_IDS", "STANDARD_WITH_IDS", "FIFO"})
    void letters_of_one_failure_go_back_once(Given given) throws Exception {
        DeadLetters letters = fail(given, LETTERS);
        String fingerprint = letters.list(queue.name(), Selection.all(), new Page(1, 1), new Job())
                .failures()
                .get(0)
                .fingerprint();
        int before = tried.size();

        Outcome outcome = letters.redrive(
                queue.name(), Selection.fingerprint(fingerprint), Rate.UNLIMITED, false, Author.of("me"), job);

        assertThat(outcome.count(Count.MOVED)).isEqualTo(LETTERS);
        awaitDead(LETTERS);
        assertThat(tried).hasSize(before + LETTERS);
    }

    @ParameterizedTest
    @EnumSource(names = {"STANDARD_WITHOUT_IDS", "FIFO"})
    void letters_go_back_once_at_a_rate(Given given) throws Exception {
        DeadLetters letters = fail(given, 12);
        int before = tried.size();

        Outcome outcome = letters.redrive(queue.name(), Selection.all(), new Rate(4), false, Author.of("me"), job);

        assertThat(outcome.count(Count.MOVED)).isEqualTo(12);
        awaitDead(12);
        assertThat(tried).hasSize(before + 12);
    }

    @Test
    void letters_that_sqs_moved_by_itself_go_back_once() throws Exception {
        queue = QueueForTests.standard();
        queue.redriveAfter(1);
        queue.send("till 1", "till 2", "till 3");
        queue.receiveAndLetGo();
        queue.receiveAndLetGo();
        await().untilAsserted(() -> assertThat(queue.deadLetterCount()).isEqualTo(3));
        queue.redriveAfter(100);
        queue.use(new DynamoDbLedger(table, Clock.systemUTC()));
        queue.consume("maxAttempts=1&backoff=0s&maxBackoff=1s", failing);

        Outcome outcome = letters().redrive(queue.name(), Selection.all(), Rate.UNLIMITED, false, Author.of("me"), job);

        assertThat(outcome.count(Count.MOVED)).isEqualTo(3);
        awaitDead(3);
        assertThat(tried).hasSize(3);
    }

    @Test
    void letters_that_arrive_during_a_discard_stay() throws Exception {
        DeadLetters letters = fail(Given.STANDARD_WITHOUT_IDS, 30);
        queue.proxy().faults().on("DeleteMessageBatch").delay(Duration.ofMillis(300));
        Thread arrivals = new Thread(() -> {
            await().atMost(LONG).until(() -> queue.proxy().count("DeleteMessageBatch") > deletesBefore);
            queue.sqs()
                    .sendMessage(
                            request -> request.queueUrl(queue.deadLetterUrl()).messageBody("nobody has seen it"));
        });
        deletesBefore = queue.proxy().count("DeleteMessageBatch");
        arrivals.start();

        Outcome outcome = letters.discard(queue.name(), Selection.all(), false, Author.of("me"), job);
        arrivals.join();

        assertThat(outcome.count(Count.DISCARDED)).isEqualTo(30);
        assertThat(queue.deadLetterCount()).isEqualTo(1);
    }

    private volatile int deletesBefore;

    private DeadLetters fail(Given given, int count) throws Exception {
        queue = given.fifo ? QueueForTests.fifo() : QueueForTests.standard();
        queue.use(new DynamoDbLedger(table, Clock.systemUTC()));
        queue.context().getRegistry().bind("parkedGroups", new ParkedGroups(table, Clock.systemUTC()));
        for (int number = 0; number < count; number++) {
            if (given.fifo) {
                queue.sendToGroup("group-" + number % groups(), "till " + number);
            } else {
                queue.send("till " + number, given.attributes.apply(number));
            }
        }
        queue.consume("maxAttempts=1&backoff=0s&maxBackoff=1s" + given.options, failing);
        awaitDead(count);
        return letters();
    }

    private static int groups() {
        return 5;
    }

    private DeadLetters letters() {
        return new DeadLetters(queue.client(), table, Duration.ofDays(1), Clock.systemUTC());
    }

    private void awaitDead(int count) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(queue.left()).isZero();
            assertThat(queue.deadLetterCount()).isEqualTo(count);
        });
    }
}
