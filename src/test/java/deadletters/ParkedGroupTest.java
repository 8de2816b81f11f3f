package deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import delivery.QueueForTests;
import failure.LetterCause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import ledger.Author;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Lease;
import ledger.LedgerTable;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups;
import local.faults.Call;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

/** A parked group follows its first dead letter, and comes back in its order when it is released. */
class ParkedGroupTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String PARK = "onFailure=park&maxAttempts=1&backoff=0s&maxBackoff=1s";
    private static final Duration HIDDEN = Duration.ofSeconds(2);

    private final QueueForTests queue = QueueForTests.fifo();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private AwsClients aws;

    private final Processor handler = exchange -> {
        String body = exchange.getIn().getBody(String.class);
        tried.add(body);
        if (failing.contains(body)) {
            throw new IllegalStateException(body + " fails");
        }
        handled.add(body);
    };

    @BeforeEach
    void useTheLedger() {
        aws = TABLE.aws();
        queue.use(new DynamoDbLedger(table(), Clock.systemUTC()));
        queue.context().getRegistry().bind("parkedGroups", groups());
    }

    @AfterEach
    void stop() {
        TABLE.proxy().reset();
        queue.close();
        aws.close();
    }

    @Test
    void later_messages_of_a_group_follow_its_dead_letter_untried_and_in_order() throws Exception {
        failing.add("a2");
        queue.sendToGroup("a", "a1", "a2", "a3", "a4");
        queue.sendToGroup("b", "b1", "b2");

        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.sendToGroup("a", "a5");
        queue.sendToGroup("b", "b3");

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(4));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a2", "a3", "a4", "a5");
        assertThat(tried).filteredOn(body -> body.startsWith("a")).containsExactly("a1", "a2");
        assertThat(handled).filteredOn(body -> body.startsWith("b")).containsExactly("b1", "b2", "b3");
        assertThat(cause(queue.deadLetters().get(3)))
                .contains("group a is parked")
                .contains("\"attempts\":0");
    }

    @Test
    void each_follower_keeps_the_group_from_being_forgotten() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1");
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        Instant parked = written("a");

        queue.sendToGroup("a", "a2");

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(2));
        await().untilAsserted(() -> assertThat(written("a")).isAfter(parked));
        assertThat(groups().find(queue.name(), "a").orElseThrow().standing()).isEqualTo(Standing.PARKED);
    }

    @Test
    void an_unparked_group_costs_one_ledger_read_a_poll() throws Exception {
        queue.sendToGroup("a", "a1", "a2", "a3", "a4", "a5");

        queue.consume(PARK, handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(TABLE.proxy().calls())
                .extracting(Call::action)
                .filteredOn("GetItem"::equals)
                .hasSize(1);
        assertThat(TABLE.proxy().countStatements()).isEqualTo(10);
    }

    @Test
    void a_release_sends_the_letters_back_in_order_and_the_group_goes_on() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", numbered("a", 23));
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        failing.clear();

        int released = release("a");

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.sendToGroup("a", "a24");
        await().untilAsserted(() -> assertThat(handled).hasSize(24));
        assertThat(released).isEqualTo(23);
        assertThat(handled).containsExactly(numbered("a", 24));
        assertThat(queue.deadLetters()).isEmpty();
        assertThat(groups().find(queue.name(), "a")).isEmpty();
    }

    @Test
    void messages_already_in_the_queue_are_handled_after_the_released_letters() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1", "a2");
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.stopRoute();
        failing.clear();
        queue.sendToGroup("a", "a3", "a4");
        release("a");
        queue.sendToGroup("a", "a5");

        queue.startRoute();

        await().untilAsserted(() -> assertThat(handled).hasSize(5));
        assertThat(handled).containsExactly("a1", "a2", "a3", "a4", "a5");
    }

    @Test
    void a_release_keeps_the_order_of_a_group_that_still_grows() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", numbered("a", 5));
        queue.sendToGroup("b", "b1");
        queue.consume(PARK + "&concurrentConsumers=2", handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(5));
        failing.clear();

        Thread publisher = new Thread(() -> IntStream.rangeClosed(6, 80).forEach(n -> queue.sendToGroup("a", "a" + n)));
        publisher.start();
        release("a");
        publisher.join();

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(handled).hasSize(81));
        assertThat(handled).filteredOn(body -> body.startsWith("a")).containsExactly(numbered("a", 80));
    }

    @Test
    void a_released_message_that_fails_again_parks_the_group_again() throws Exception {
        failing.add("a2");
        queue.sendToGroup("a", "a1", "a2", "a3");
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        release("a");

        await().untilAsserted(() -> assertThat(tried).filteredOn("a2"::equals).hasSizeGreaterThan(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a1");
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a2", "a3");
        failing.clear();
        release("a");
        await().untilAsserted(() -> assertThat(handled).containsExactly("a1", "a2", "a3"));
    }

    @Test
    void a_release_leaves_the_letters_of_other_groups_where_they_are() throws Exception {
        failing.addAll(List.of("a1", "b1"));
        queue.sendToGroup("b", "b1", "b2");
        queue.sendToGroup("a", "a1", "a2");
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(4));
        failing.clear();

        release("a");

        await().untilAsserted(() -> assertThat(handled).containsExactly("a1", "a2"));
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("b1", "b2");
        assertThat(groups().find(queue.name(), "b")).isPresent();
    }

    @Test
    void an_interrupted_release_continues_when_it_is_run_again() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", numbered("a", 12));
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        failing.clear();
        queue.proxy().faults().on("DeleteMessageBatch").internalError();

        assertThatThrownBy(() -> release("a")).isInstanceOf(RuntimeException.class);
        queue.proxy().faults().clear();
        queue.sendToGroup("a", "a13");
        await().during(Duration.ofMillis(500)).until(() -> true);
        release("a");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(13));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly(numbered("a", 13));
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void a_group_stays_parked_while_the_ledger_is_unavailable() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1");
        queue.consume(PARK, handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().until(() -> groupIsUnlocked("a"));

        TABLE.proxy().faults().onEverything().unavailable();
        queue.sendToGroup("a", "a2");
        await().untilAsserted(() -> assertThat(TABLE.proxy().count("GetItem")).isGreaterThan(1));
        TABLE.proxy().faults().clear();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(2));
        assertThat(tried).containsExactly("a1");
    }

    /** SQS would move a message that is received too often to the dead letters, and its group would go on without it. */
    @Test
    void a_message_that_is_given_up_while_its_group_is_locked_is_received_at_most_once_a_second() throws Exception {
        failing.add("a1");
        Lease lock = groups().lock(queue.name(), "a", Duration.ofMinutes(1)).orElseThrow();
        queue.sendToGroup("a", "a1", "a2");
        queue.consume(PARK, handler);
        await().until(() -> tried.contains("a1"));
        int before = returns();

        await().during(Duration.ofSeconds(3)).until(() -> returns() - before <= 8);
        groups().unlock(lock);

        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(2));
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a1", "a2");
        assertThat(tried).containsExactly("a1");
    }

    @Test
    void a_release_of_a_group_that_is_not_parked_does_nothing() {
        assertThat(release("a")).isZero();
    }

    private int release(String group) {
        return new DeadLetters(queue.client(), table(), Duration.ofDays(1), Clock.systemUTC(), HIDDEN)
                .release(queue.name(), group, false, Author.of("me"), new Job())
                .count(Count.MOVED);
    }

    private int returns() {
        return queue.proxy().count("ChangeMessageVisibility") + queue.proxy().count("ChangeMessageVisibilityBatch");
    }

    /**
     * Whether the group's lock is free. The consumer sends the letter under this lock, which would stay if the ledger
     * were unreachable.
     */
    private boolean groupIsUnlocked(String group) {
        Optional<Lease> lock = groups().lock(queue.name(), group, Duration.ofSeconds(5));
        lock.ifPresent(groups()::unlock);
        return lock.isPresent();
    }

    /** The time of the last write to the group's item. */
    private Instant written(String group) {
        return Instant.parse(TABLE.client()
                .getItem(request -> request.tableName(LedgerTable.DEFAULT_NAME)
                        .key(Map.of(
                                "event", AttributeValue.fromS(group),
                                "subscriber", AttributeValue.fromS("group#" + queue.name()))))
                .item()
                .get("last")
                .s());
    }

    private ParkedGroups groups() {
        return new ParkedGroups(table(), Clock.systemUTC());
    }

    private LedgerTable table() {
        return new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME);
    }

    private static String cause(Message letter) {
        return letter.messageAttributes().get(LetterCause.ATTRIBUTE).stringValue();
    }

    private static String[] numbered(String group, int count) {
        List<String> bodies = new ArrayList<>();
        IntStream.rangeClosed(1, count).forEach(number -> bodies.add(group + number));
        return bodies.toArray(String[]::new);
    }
}
