package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import deadletters.DeadLetters;
import deadletters.Job;
import deadletters.Rate;
import deadletters.Selection;
import event.PartialFailureException;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ledger.Author;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each limit of a consumer works together with the ledger, groups, a stop and a redrive, and so does a batch. One
 * message fails or hangs at its first attempt, so that the limits have an effect, and one message has expired.
 */
class LimitsTogetherTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String STALE = "stale";
    private static final Map<String, String> EXPIRED = Map.of("ce_expirytime", "2020-01-01T00:00:00Z");

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();
    private final CountDownLatch never = new CountDownLatch(1);
    private final LedgerTable table = TABLE.table();
    private QueueForTests queue;
    private boolean hangs;

    /** The limits, as options of the endpoint. */
    enum Limit {
        RATE("rate=30/s"),
        PAUSE("pauseAfter=1&pauseFor=1s"),
        TIMEOUT("timeout=300ms"),
        EXPIRY("expires=true"),
        ALL("rate=30/s&pauseAfter=1&pauseFor=1s&timeout=300ms&expires=true"),
        BATCH("batch=4"),
        FILLED_BATCH("batch=20&batchWait=300ms"),
        BATCH_AND_RATE("batch=4&rate=30/s"),
        BATCH_AND_PAUSE("batch=4&pauseAfter=1&pauseFor=1s"),
        BATCH_AND_TIMEOUT("batch=4&timeout=300ms"),
        ALL_IN_BATCHES("batch=4&batchWait=100ms&" + ALL.options);

        private final String options;

        Limit(String options) {
            this.options = options;
        }

        boolean endsWhatHangs() {
            return options.contains("timeout");
        }
    }

    @AfterEach
    void stop() {
        never.countDown();
        queue.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_duplicate_event_is_handled_once(Limit limit) throws Exception {
        use(limit, QueueForTests.standard());
        troubled.add("event-3");
        for (String event : events(8)) {
            queue.send(event, Map.of("ce_id", event));
            queue.send(event, Map.of("ce_id", event));
        }
        queue.send(STALE, EXPIRED);

        consume(limit, "maxAttempts=5&visibilityTimeout=2s");

        awaitAllDone();
        assertThat(handled).containsExactlyInAnyOrder(events(8));
        assertThat(tried).doesNotContain(STALE);
        assertThat(queue.deadLetterCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_group_keeps_its_order(Limit limit) throws Exception {
        use(limit, QueueForTests.fifo());
        troubled.add("a-1");
        queue.sendToGroup("a", "a-0", "a-1", "a-2", "a-3");
        queue.sendToGroup("a", EXPIRED, STALE);
        queue.sendToGroup("a", "a-4");
        queue.sendToGroup("b", "b-0", "b-1", "b-2");

        consume(limit, "maxAttempts=5");

        awaitAllDone();
        assertThat(of("a")).containsExactly("a-0", "a-1", "a-2", "a-3", "a-4");
        assertThat(of("b")).containsExactly("b-0", "b-1", "b-2");
        assertThat(tried).doesNotContain(STALE);
    }

    @ParameterizedTest
    @EnumSource
    void a_group_is_parked_and_other_groups_continue(Limit limit) throws Exception {
        use(limit, QueueForTests.fifo());
        queue.context().getRegistry().bind("parked", new ParkedGroups(table, Clock.systemUTC()));
        troubled.add("a-1");
        queue.sendToGroup("a", "a-0", "a-1", "a-2");
        queue.sendToGroup("b", "b-0", "b-1");

        consume(limit, "onFailure=park&maxAttempts=1");

        awaitAllDone();
        assertThat(of("a")).containsExactly("a-0");
        assertThat(of("b")).containsExactly("b-0", "b-1");
        assertThat(queue.deadLetterCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_stop_returns_unstarted_messages_and_a_start_continues(Limit limit) throws Exception {
        use(limit, QueueForTests.standard());
        troubled.add("event-0");
        queue.send(events(40));
        consume(limit, "maxAttempts=5&concurrency=2");
        await().untilAsserted(() -> assertThat(tried).isNotEmpty());

        queue.stopRoute();

        await().untilAsserted(() -> assertThat(queue.inFlight()).isZero());
        assertThat(queue.visible() + handled.size()).isEqualTo(40);
        queue.startRoute();
        awaitAllDone();
        assertThat(handled).containsExactlyInAnyOrder(events(40));
    }

    @ParameterizedTest
    @EnumSource
    void a_redriven_dead_letter_is_handled(Limit limit) throws Exception {
        use(limit, QueueForTests.standard());
        troubled.addAll(List.of(events(3)));
        queue.send(events(3));
        consume(limit, "maxAttempts=1");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queue.visibleDeadLetters()).isEqualTo(3));

        new DeadLetters(queue.client(), table, Duration.ofDays(1), Clock.systemUTC())
                .redrive(queue.name(), Selection.all(), Rate.UNLIMITED, false, Author.of("anna"), new Job());

        awaitAllDone();
        assertThat(handled).containsExactlyInAnyOrder(events(3));
        assertThat(queue.deadLetterCount()).isZero();
    }

    private void use(Limit limit, QueueForTests made) {
        queue = made;
        hangs = limit.endsWhatHangs();
        queue.use(new DynamoDbLedger(table, Clock.systemUTC()));
    }

    private void consume(Limit limit, String more) throws Exception {
        queue.consume(limit.options + "&backoff=0s&maxBackoff=0s&" + more, this::handle);
    }

    private void handle(Exchange exchange) throws Exception {
        if (exchange.getIn().getBody() instanceof List<?> events) {
            handleTogether(events.stream().map(CloudEvent.class::cast).toList());
            return;
        }
        String body = exchange.getIn().getBody(String.class);
        trouble(body, true);
        handled.add(body);
    }

    /**
     * Handles a batch like a transaction. An event in trouble fails together with all later events of its group; if the
     * handler hangs, nothing is done.
     */
    private void handleTogether(List<CloudEvent> events) throws Exception {
        List<String> done = new ArrayList<>();
        Map<String, Exception> failed = new HashMap<>();
        Set<String> failedGroups = new HashSet<>();
        for (CloudEvent event : events) {
            String body = new String(event.getData().toBytes(), StandardCharsets.UTF_8);
            String group = body.substring(0, body.indexOf('-'));
            try {
                trouble(body, events.size() == 1);
                if (failedGroups.contains(group)) {
                    throw new IllegalStateException(body + " is behind one in trouble");
                }
                done.add(body);
            } catch (IllegalStateException e) {
                failed.put(event.getId(), e);
                failedGroups.add(group);
            }
        }
        handled.addAll(done);
        if (!failed.isEmpty()) {
            throw new PartialFailureException(failed);
        }
    }

    /** @param alone whether the handler has only this event, so that a hang is this event's fault */
    private void trouble(String body, boolean alone) throws InterruptedException {
        tried.add(body);
        if (hangs && !alone && troubled.contains(body)) {
            never.await();
        }
        if (troubled.remove(body)) {
            if (hangs) {
                never.await();
            }
            throw new IllegalStateException(body + " is in trouble");
        }
    }

    private void awaitAllDone() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    private Stream<String> of(String group) {
        return handled.stream().filter(body -> body.startsWith(group + "-"));
    }

    private static String[] events(int count) {
        return IntStream.range(0, count).mapToObj(number -> "event-" + number).toArray(String[]::new);
    }
}
