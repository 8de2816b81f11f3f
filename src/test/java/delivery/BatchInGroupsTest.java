package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import event.PartialFailureException;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;

/** A batch has the first events of groups, in their order, whatever happens to one of the events. */
class BatchInGroupsTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String IMPATIENT = "backoff=0s&maxBackoff=0s&";

    private final QueueForTests queue = QueueForTests.fifo();
    private final LedgerTable table = TABLE.table();
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final List<String> atOnce = new CopyOnWriteArrayList<>();

    @BeforeEach
    void useTheLedger() {
        queue.use(new DynamoDbLedger(table, Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void a_group_is_handled_in_its_order_and_by_one_handler_at_a_time() throws Exception {
        queue.sendToGroup("a", numbered("a", 35));
        queue.sendToGroup("b", numbered("b", 35));

        consume("batch=7&concurrency=4");

        awaitAllDone();
        assertThat(of("a")).containsExactly(numbered("a", 35));
        assertThat(of("b")).containsExactly(numbered("b", 35));
        assertThat(atOnce).isEmpty();
        assertThat(batches)
                .hasSizeLessThan(35)
                .anySatisfy(batch -> assertThat(batch).hasSize(7));
    }

    @Test
    void groups_share_a_batch() throws Exception {
        for (int group = 0; group < 8; group++) {
            queue.sendToGroup("group-" + group, "g" + group + "-1", "g" + group + "-2");
        }

        consume("batch=16&batchWait=5s");

        awaitAllDone();
        assertThat(batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(16));
        for (int group = 0; group < 8; group++) {
            assertThat(of("g" + group)).containsExactly("g" + group + "-1", "g" + group + "-2");
        }
    }

    @Test
    void events_after_a_failed_one_of_their_group_count_as_unhandled_and_other_groups_continue() throws Exception {
        failing.add("a-2");
        queue.sendToGroup("a", numbered("a", 4));
        queue.sendToGroup("b", numbered("b", 2));

        consume(IMPATIENT + "batch=6&batchWait=2s&maxAttempts=2");

        awaitAllDone();
        assertThat(batches.get(0)).containsExactlyInAnyOrder("a-1", "a-2", "a-3", "a-4", "b-1", "b-2");
        assertThat(batches.get(1)).containsExactly("a-2");
        assertThat(of("a")).containsExactly("a-1", "a-3", "a-4");
        assertThat(of("b")).containsExactly("b-1", "b-2");
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a-2");
    }

    @Test
    void the_first_event_of_each_group_is_retried_alone_when_all_have_failed() throws Exception {
        poison.add("a-1");
        queue.sendToGroup("a", numbered("a", 3));
        queue.sendToGroup("b", numbered("b", 2));

        consume(IMPATIENT + "batch=5&batchWait=2s&maxAttempts=2");

        awaitAllDone();
        assertThat(batches.get(0)).hasSize(5);
        assertThat(batches).contains(List.of("a-1"), List.of("b-1"));
        assertThat(of("a")).containsExactly("a-2", "a-3");
        assertThat(of("b")).containsExactly("b-1", "b-2");
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a-1");
    }

    @Test
    void a_poison_event_in_the_middle_of_a_group_is_the_only_dead_letter() throws Exception {
        poison.add("a-4");
        queue.sendToGroup("a", numbered("a", 8));

        consume(IMPATIENT + "batch=8&maxAttempts=3");

        awaitAllDone();
        assertThat(of("a")).containsExactly("a-1", "a-2", "a-3", "a-5", "a-6", "a-7", "a-8");
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("a-4");
    }

    @Test
    void without_the_ledger_a_group_keeps_its_order() throws Exception {
        failing.add("a-5");
        queue.sendToGroup("a", numbered("a", 20));

        consume(IMPATIENT + "batch=6&maxAttempts=2&idempotent=false");

        awaitAllDone();
        assertThat(of("a"))
                .containsExactly(Stream.of(numbered("a", 20))
                        .filter(body -> !body.equals("a-5"))
                        .toArray(String[]::new));
    }

    @Test
    void a_duplicate_event_is_handled_at_its_first_position() throws Exception {
        for (String event : List.of("a-1", "a-2", "a-1", "a-3")) {
            queue.sendEventToGroup("a", event);
        }

        consume(IMPATIENT + "batch=10&batchWait=500ms");

        awaitAllDone();
        assertThat(of("a")).containsExactly("a-1", "a-2", "a-3");
    }

    @Test
    void an_expired_event_is_left_out_and_its_group_continues() throws Exception {
        queue.sendToGroup("a", "a-1", "a-2");
        queue.sendToGroup("a", Map.of("ce_expirytime", "2020-01-01T00:00:00Z"), "a-stale");
        queue.sendToGroup("a", "a-3", "a-4");

        consume("batch=10&batchWait=500ms");

        awaitAllDone();
        assertThat(of("a")).containsExactly("a-1", "a-2", "a-3", "a-4");
    }

    @Test
    void a_group_is_parked_behind_its_dead_letter_and_other_groups_continue() throws Exception {
        queue.context().getRegistry().bind("parked", new ParkedGroups(table, Clock.systemUTC()));
        failing.add("a-2");
        queue.sendToGroup("a", numbered("a", 5));
        queue.sendToGroup("b", numbered("b", 3));

        consume(IMPATIENT + "batch=8&batchWait=2s&maxAttempts=1&onFailure=park");

        awaitAllDone();
        assertThat(batches.get(0)).hasSize(8);
        assertThat(of("a")).containsExactly("a-1");
        assertThat(of("b")).containsExactly("b-1", "b-2", "b-3");
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactlyInAnyOrder("a-2", "a-3", "a-4", "a-5");
    }

    @Test
    void a_group_waits_while_the_ledger_is_unavailable_and_keeps_its_order() throws Exception {
        TABLE.proxy().faults().on("BatchExecuteStatement").times(2).unavailable();
        queue.sendToGroup("a", numbered("a", 5));

        consume(IMPATIENT + "batch=5");

        awaitAllDone();
        assertThat(of("a")).containsExactly(numbered("a", 5));
    }

    /** A handler that stops a group at its first failure, as one should. */
    private void consume(String options) throws Exception {
        queue.consume(options, exchange -> {
            List<String> bodies = ((List<?>) exchange.getIn().getBody(List.class))
                    .stream().map(BatchInGroupsTest::body).toList();
            List<String> ids = ((List<?>) exchange.getIn().getBody(List.class))
                    .stream().map(event -> ((CloudEvent) event).getId()).toList();
            batches.add(bodies);
            Set<String> groups = new TreeSet<>();
            bodies.forEach(body -> groups.add(body.substring(0, body.indexOf('-'))));
            groups.stream().filter(group -> !running.add(group)).forEach(atOnce::add);
            try {
                if (bodies.stream().anyMatch(poison::contains)) {
                    throw new IllegalStateException("poison");
                }
                Set<String> failed = new TreeSet<>();
                Set<String> failedGroups = new TreeSet<>();
                for (int i = 0; i < bodies.size(); i++) {
                    String group = bodies.get(i).substring(0, bodies.get(i).indexOf('-'));
                    if (failing.contains(bodies.get(i)) || failedGroups.contains(group)) {
                        failed.add(ids.get(i));
                        failedGroups.add(group);
                    } else {
                        handled.add(bodies.get(i));
                    }
                }
                if (!failed.isEmpty()) {
                    throw new PartialFailureException(failed);
                }
            } finally {
                running.removeAll(groups);
            }
        });
    }

    private static String body(Object event) {
        return new String(((CloudEvent) event).getData().toBytes(), StandardCharsets.UTF_8);
    }

    private Stream<String> of(String group) {
        return handled.stream().filter(body -> body.startsWith(group + "-"));
    }

    private void awaitAllDone() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    private static String[] numbered(String group, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> group + "-" + number)
                .toArray(String[]::new);
    }
}
