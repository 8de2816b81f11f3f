package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Work;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Messages of a group are handled one after the other, whatever happens to one of them. Groups are handled concurrently. */
class GroupsInOrderTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String IMPATIENT = "backoff=0s&maxBackoff=0s";

    private final QueueForTests queue = QueueForTests.fifo();
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> receiveCounts = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    private final Processor handler = exchange -> {
        String body = exchange.getIn().getBody(String.class);
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        tried.add(body);
        receiveCounts.putIfAbsent(body, receiveCount(exchange));
        try {
            if (body.startsWith("slow")) {
                finish.await();
            }
            if (failing.contains(body)) {
                throw new IllegalStateException(body + " fails");
            }
            handled.add(body);
        } finally {
            atOnce.decrementAndGet();
        }
    };

    @BeforeEach
    void useTheLedger() {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        finish.countDown();
        queue.close();
    }

    @Test
    void messages_of_one_group_run_one_after_the_other_in_their_order() throws Exception {
        String[] sent = numbered("a", 25);
        queue.sendToGroup("a", sent);

        queue.consume("concurrentConsumers=3", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly(sent);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void groups_run_in_parallel_up_to_the_concurrency() throws Exception {
        for (int group = 0; group < 5; group++) {
            queue.sendToGroup("group-" + group, "slow-" + group, "after-" + group);
        }

        queue.consume("concurrency=3&concurrentConsumers=2", handler);
        await().untilAsserted(() -> assertThat(tried).hasSize(3));
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(tried).hasSize(3));
        finish.countDown();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasSize(10);
        assertThat(mostAtOnce).hasValue(3);
    }

    @Test
    void a_slow_group_takes_one_slot_and_does_not_block_other_groups() throws Exception {
        queue.sendToGroup("slow", "slow");
        queue.sendToGroup("slow", numbered("later", 9));

        queue.consume("concurrency=10", handler);
        await().untilAsserted(() -> assertThat(tried).containsExactly("slow"));
        for (int group = 0; group < 9; group++) {
            queue.sendToGroup("group-" + group, "slow-" + group);
        }
        await().untilAsserted(() -> assertThat(tried).hasSize(10));
        finish.countDown();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsSubsequence(numbered("later", 9));
    }

    @Test
    void a_message_that_waits_for_its_turn_stays_in_flight_as_long_as_it_waits() throws Exception {
        queue.sendToGroup("a", "slow", "a2", "a3");

        queue.consume("visibilityTimeout=1", handler);

        // A renewal is for one second, and comes within two thirds of a second.
        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).hasSizeGreaterThanOrEqualTo(4 * 3));
        assertThat(queue.inFlight()).isEqualTo(3);
        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("slow", "a2", "a3");
        assertThat(receiveCounts.values()).containsOnly(1);
    }

    /** The waiting message is claimed with the first, and no other consumer may take its event over meanwhile. */
    @Test
    void a_message_that_waits_for_its_turn_keeps_its_lease() throws Exception {
        queue.sendEventToGroup("a", "slow-" + queue.name());
        queue.sendEventToGroup("a", "next-" + queue.name());
        Work next = new Work("next-" + queue.name(), queue.name(), "", 1);

        queue.consume("visibilityTimeout=1", handler);
        await().until(() -> !TABLE.item(next).isEmpty());
        String first = TABLE.item(next).get("leaseUntil").s();

        await().untilAsserted(
                        () -> assertThat(TABLE.item(next).get("leaseUntil").s()).isGreaterThan(first));
        assertThat(TABLE.item(next).get("attempts").n()).isEqualTo("1");
        finish.countDown();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).hasSize(2);
    }

    @Test
    void the_rest_of_a_group_returns_at_once_unstarted_and_waits_for_the_failed_message() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1", "a2", "a3");

        queue.consume("backoff=60s&maxBackoff=60s", handler);

        await().untilAsserted(() -> assertThat(queue.visibilityTimeouts()).containsExactlyInAnyOrder(60, 0, 0));
        queue.sendToGroup("b", "b1");
        await().untilAsserted(() -> assertThat(queue.left()).isEqualTo(3));
        assertThat(queue.inFlight()).isEqualTo(1);
        assertThat(queue.visible()).isEqualTo(2);
        assertThat(tried).containsExactly("a1", "b1");
        assertThat(TABLE.proxy().countStatements())
                .as("a1's claim and failure, b1's claim and success, claims and releases of a2 and a3")
                .isEqualTo(8);
    }

    @Test
    void the_rest_of_a_group_is_redelivered_after_the_failed_message() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1", "a2", "a3");
        queue.sendToGroup("b", "b1");

        queue.consume(IMPATIENT + "&maxAttempts=100", handler);
        await().untilAsserted(() ->
                assertThat(tried).contains("b1").filteredOn("a1"::equals).hasSizeGreaterThan(3));
        failing.clear();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).endsWith("a1", "a2", "a3").filteredOn("a2"::equals).hasSize(1);
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void a_message_without_attempts_left_becomes_a_dead_letter_and_its_group_continues() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1", "a2", "a3");

        queue.consume(IMPATIENT + "&maxAttempts=3", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).containsExactly("a1", "a1", "a1", "a2", "a3");
        assertThat(queue.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.body()).isEqualTo("a1");
            assertThat(letter.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                    .isEqualTo("a");
        });
    }

    /** In java-dynamic-sqs-listener, issue #369, both messages become dead letters. */
    @Test
    void the_second_message_of_a_group_survives_receives_that_the_first_one_has_used_up() throws Exception {
        failing.add("a1");
        queue.sendToGroup("a", "a1", "a2");

        queue.consume(IMPATIENT + "&maxAttempts=5", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a2");
        assertThat(receiveCounts.get("a2")).isBetween(2, 5);
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a1");
    }

    @Test
    void the_tenth_message_of_a_group_gets_its_attempts_when_its_receives_are_used_up() throws Exception {
        String[] sent = numbered("a", 10);
        failing.addAll(List.of(sent).subList(0, 9));
        queue.sendToGroup("a", sent);
        for (int receive = 0; receive < 5; receive++) {
            queue.receiveAndLetGo();
        }

        queue.consume(IMPATIENT + "&maxAttempts=5", handler);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a10");
        assertThat(tried).filteredOn("a9"::equals).hasSize(5);
        assertThat(receiveCounts.get("a10"))
                .as("5 before, and at most 9 * (5 - 1) + 1")
                .isBetween(6, 42);
    }

    @Test
    void a_duplicate_event_is_handled_at_its_first_position() throws Exception {
        queue.sendEventToGroup("a", "a1");
        queue.sendEventToGroup("a", "a2");
        queue.sendEventToGroup("a", "a1");
        queue.sendEventToGroup("a", "a3");

        queue.consume("", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactly("a1", "a2", "a3");
    }

    @Test
    void a_group_waits_while_the_ledger_is_unavailable_and_keeps_its_order() throws Exception {
        TABLE.proxy().faults().on("BatchExecuteStatement").times(2).unavailable();
        queue.sendToGroup("a", "a1", "a2", "a3");

        queue.consume(IMPATIENT + "&maxAttempts=1", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(tried).containsExactly("a1", "a2", "a3");
    }

    private static String[] numbered(String group, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> group + number)
                .toArray(String[]::new);
    }

    private static int receiveCount(Exchange exchange) {
        Map<?, ?> attributes = exchange.getIn().getHeader(Sqs2Constants.ATTRIBUTES, Map.class);
        return Integer.parseInt((String) attributes.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
    }
}
