package deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import delivery.QueueForTests;
import event.ReceivedEvent;
import event.WireFormat;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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
import ledger.ParkedGroups;
import ledger.State;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A message without an id of its own stays the same event when it becomes a letter and when it is sent back. */
class PlainLettersTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String ONCE = "maxAttempts=1&backoff=0s&maxBackoff=1s";
    private static final Page PAGE = new Page(1, 100);

    private QueueForTests queue;
    private AwsClients aws;
    private DeadLetters letters;
    private volatile boolean failing = true;

    /** The ids under which each body was tried. */
    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();

    private final List<String> handled = new CopyOnWriteArrayList<>();

    private final Processor handler = exchange -> {
        String body = exchange.getIn().getBody(String.class);
        ids.computeIfAbsent(body, absent -> ConcurrentHashMap.newKeySet())
                .add(exchange.getIn().getHeader("ce-id", String.class));
        assertThat(exchange.getIn().getHeader(ReceivedEvent.ATTRIBUTES)).isNull();
        if (failing) {
            throw new IllegalStateException("no");
        }
        handled.add(body);
    };

    @BeforeEach
    void useTheLedger() {
        aws = TABLE.aws();
    }

    private void with(QueueForTests chosen) {
        queue = chosen;
        LedgerTable table = new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text",
                "{\"order\":17}",
                "{\"Records\":[{\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"k\"}}}]}",
            })
    void a_plain_message_keeps_its_id_as_a_dead_letter_and_after_a_redrive(String body) throws Exception {
        with(QueueForTests.standard());
        queue.send(body);
        String id = queue.peek().messageId();
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        LetterDetail letter = letters.show(queue.name(), id, new Job()).orElseThrow();
        assertThat(letter.letter().event()).isEqualTo(id);
        assertThat(letter.attributes()).isEmpty();
        assertThat(letter.history().subscribers())
                .extracting(one -> one.state())
                .containsExactly(State.DEAD);

        failing = false;
        redrive();

        await().untilAsserted(() -> assertThat(handled).containsExactly(body));
        assertThat(ids.get(body)).containsExactly(id);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.deadLetterCount()).isZero();
    }

    @Test
    void a_redrive_that_is_interrupted_and_run_again_repeats_no_plain_message() throws Exception {
        with(QueueForTests.standard());
        queue.sendNumbers(15);
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        failing = false;
        queue.proxy().faults().on("DeleteMessageBatch").internalError();
        queue.stopRoute();
        assertThatThrownBy(this::redrive).isInstanceOf(RuntimeException.class);
        queue.proxy().faults().clear();
        queue.startRoute();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        redrive();

        await().untilAsserted(() -> assertThat(handled).hasSize(15));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).doesNotHaveDuplicates();
    }

    @Test
    void a_letter_that_sqs_moved_by_itself_keeps_its_id_after_a_redrive() throws Exception {
        with(QueueForTests.standard());
        queue.redriveAfter(1);
        queue.send("plain");
        String id = queue.peek().messageId();
        // The second receive moves the message to the dead letters.
        queue.receiveAndLetGo();
        await().untilAsserted(() -> assertThat(queue.deadLetterCount()).isEqualTo(1));
        queue.redriveAfter(100);
        failing = false;
        queue.consume(ONCE, handler);

        redrive();

        await().untilAsserted(() -> assertThat(handled).containsExactly("plain"));
        assertThat(ids.get("plain")).containsExactly(id);
    }

    @Test
    void messages_of_a_parked_group_keep_their_ids_and_their_order() throws Exception {
        with(QueueForTests.fifo());
        queue.sendToGroup("a", "a1", "a2", "a3");
        queue.consume(ONCE + "&onFailure=park", handler);
        await().untilAsserted(() -> assertThat(queue.deadLetterCount()).isEqualTo(3));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        List<String> known = letters.letters(queue.name(), Selection.all(), PAGE, new Job()).letters().stream()
                .map(Letter::event)
                .toList();

        failing = false;
        redrive();

        await().untilAsserted(() -> assertThat(handled).containsExactly("a1", "a2", "a3"));
        assertThat(ids.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(ids.values().stream().flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void an_edit_shows_and_changes_nothing_of_the_id() throws Exception {
        with(QueueForTests.standard());
        queue.send("plain");
        String id = queue.peek().messageId();
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.stopRoute();

        assertThatThrownBy(() -> edit(id, new Edit(null, Map.of(WireFormat.KEPT_ID, "x"), Set.of())))
                .hasMessage("caravan-id: is Caravan's own");
        assertThatThrownBy(() -> edit(id, new Edit(null, Map.of(), Set.of(WireFormat.KEPT_ID))))
                .hasMessage("caravan-id: is Caravan's own");
        edit(id, new Edit("mended", Map.of(), Set.of()));

        assertThat(queue.peek().messageAttributes().get(WireFormat.KEPT_ID).stringValue())
                .isEqualTo(id);
    }

    @Test
    void a_message_with_ten_attributes_has_no_room_for_its_id_and_is_not_lost() throws Exception {
        with(QueueForTests.standard());
        Map<String, String> ten = new HashMap<>();
        IntStream.range(0, 10).forEach(i -> ten.put("a" + i, "x"));
        queue.send("plain", ten);
        queue.consume(ONCE, exchange -> {
            if (failing) {
                throw new IllegalStateException("no");
            }
            handled.add(exchange.getIn().getBody(String.class));
        });
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        failing = false;
        redrive();

        await().untilAsserted(() -> assertThat(handled).containsExactly("plain"));
    }

    @Test
    void a_message_of_the_maximum_size_becomes_a_letter_and_is_redriven_without_its_id() throws Exception {
        with(QueueForTests.standard());
        String body = "x".repeat(1024);
        queue.send(body);
        queue.setAttribute(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024");
        queue.sqs()
                .setQueueAttributes(request -> request.queueUrl(queue.deadLetterUrl())
                        .attributes(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024")));
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.deadLetterCount()).isEqualTo(1);

        failing = false;
        redrive();

        await().untilAsserted(() -> assertThat(handled).containsExactly(body));
        assertThat(queue.deadLetterCount()).isZero();
    }

    private void edit(String id, Edit edit) {
        letters.edit(queue.name(), id, edit, Author.of("me"), new Job());
    }

    private void redrive() {
        letters.redrive(queue.name(), Selection.all(), Rate.UNLIMITED, false, Author.of("me"), new Job());
    }
}
