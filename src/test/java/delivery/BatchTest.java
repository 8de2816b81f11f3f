package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import event.MalformedAnswerException;
import event.PartialFailureException;
import io.cloudevents.CloudEvent;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Work;
import org.apache.camel.Exchange;
import org.apache.camel.ValidationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** A handler that gets several events at once: each event has its own claim, attempt and outcome. */
class BatchTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String IMPATIENT = "backoff=0s&maxBackoff=0s";

    private final QueueForTests queue = QueueForTests.standard();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final CountDownLatch never = new CountDownLatch(1);

    /** What a handler does with the ids of its events. */
    private interface Handling {
        Object handle(List<String> ids) throws Exception;
    }

    @AfterEach
    void stop() {
        never.countDown();
        queue.close();
    }

    @Test
    void a_handler_gets_events_in_batches_up_to_the_limit_and_each_event_once() throws Exception {
        sendEvents(35);

        consume("batch=10&batchWait=1s", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(handled).containsExactlyInAnyOrder(events(35));
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(10));
        assertThat(batches).hasSizeLessThan(10);
    }

    @Test
    void large_events_share_smaller_batches() throws Exception {
        String large = "x".repeat(900_000);
        for (String event : events(9)) {
            queue.send(large, Map.of("ce_id", event));
        }

        consume("batch=10&batchWait=500ms", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(handled).containsExactlyInAnyOrder(events(9));
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(4));
    }

    @Test
    void a_batch_may_be_larger_than_a_poll() throws Exception {
        sendEvents(40);

        consume("batch=40&batchWait=20s", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(batches).singleElement().satisfies(batch -> assertThat(batch).containsExactlyInAnyOrder(events(40)));
    }

    @Test
    void a_batch_that_does_not_get_full_is_handled_after_the_wait() throws Exception {
        long begin = System.nanoTime();
        sendEvents(3);

        consume("batch=100&batchWait=1s", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(batches).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void events_of_one_poll_wait_for_further_events_only_if_configured() throws Exception {
        sendEvents(10);

        consume("batch=100", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(10));
    }

    @Test
    void a_plain_message_becomes_a_complete_event() throws Exception {
        List<CloudEvent> got = new CopyOnWriteArrayList<>();
        queue.send("hello");

        queue.consume("batch=10", exchange -> {
            List<?> events = exchange.getIn().getBody(List.class);
            events.forEach(event -> got.add((CloudEvent) event));
        });

        awaitAllDone();
        assertThat(got).singleElement().satisfies(event -> {
            assertThat(event.getId()).isNotBlank();
            assertThat(event.getSource()).hasToString("aws:sqs:" + queue.name());
            assertThat(event.getType()).isEqualTo("com.amazonaws.sqs.Message");
            assertThat(new String(event.getData().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "map", "exception", "wrapped"})
    void only_events_that_the_handler_names_fail(String how) throws Exception {
        sendEvents(10);

        consume(IMPATIENT + "&batch=10&batchWait=1s&maxAttempts=2", ids -> {
            List<String> failed = ids.stream().filter("event-3"::equals).toList();
            handled.addAll(ids.stream().filter(id -> !failed.contains(id)).toList());
            return failed.isEmpty() ? null : answer(how);
        });

        awaitAllDone();
        assertThat(handled).hasSize(9).doesNotContain("event-3").doesNotHaveDuplicates();
        assertThat(batches).hasSize(2).endsWith(List.of("event-3"));
        assertThat(queue.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(cause(letter)).contains("event-3").contains("\"attempts\":2"));
    }

    private static Object answer(String how) throws Exception {
        return switch (how) {
            case "text" -> "{\"batchItemFailures\":[{\"itemIdentifier\":\"event-3\"}]}";
            case "map" -> Map.of("batchItemFailures", List.of(Map.of("itemIdentifier", "event-3")));
            case "exception" -> throw new PartialFailureException(List.of("event-3"));
            default -> throw new IllegalStateException(new PartialFailureException(List.of("event-3")));
        };
    }

    @Test
    void a_named_event_fails_with_the_cause_that_the_handler_gives_for_it() throws Exception {
        sendEvents(10);

        consume("batch=10&batchWait=1s&permanent=java.lang.IllegalArgumentException", ids -> {
            if (ids.contains("event-3")) {
                throw new PartialFailureException(Map.of("event-3", new IllegalArgumentException("no amount")));
            }
            return null;
        });

        awaitAllDone();
        assertThat(batches).hasSize(1);
        assertThat(queue.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(cause(letter))
                        .contains("IllegalArgumentException")
                        .contains("no amount"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"batchItemFailures\":[{\"itemIdentifier\":\"other\"}]}", "{\"batchItemFailures\":"})
    void an_unreadable_answer_fails_all_events_and_each_is_retried_alone(String answer) throws Exception {
        sendEvents(5);

        consume(IMPATIENT + "&batch=5&batchWait=5s&maxAttempts=2", ids -> answer);

        awaitAllDone();
        assertThat(batches).hasSize(6);
        assertThat(batches.subList(1, 6)).allSatisfy(batch -> assertThat(batch).hasSize(1));
        assertThat(queue.deadLetters())
                .hasSize(5)
                .allSatisfy(letter -> assertThat(cause(letter)).contains(MalformedAnswerException.class.getName()));
    }

    /** The permanent failure of a single event does not affect its neighbours. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void a_poison_event_becomes_the_only_dead_letter_of_its_batch(int maxAttempts) throws Exception {
        poison.add("event-3");
        sendEvents(10);

        consume(IMPATIENT + "&batch=10&batchWait=1s&maxAttempts=" + maxAttempts, ids -> {
            if (ids.stream().anyMatch(poison::contains)) {
                throw new ValidationException(null, "poison");
            }
            return handled.addAll(ids);
        });

        awaitAllDone();
        assertThat(handled).hasSize(9).doesNotContain("event-3").doesNotHaveDuplicates();
        assertThat(queue.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(cause(letter)).contains("poison"));
        assertThat(batches).hasSize(11);
    }

    @Test
    void an_expired_event_never_reaches_the_batch() throws Exception {
        for (String event : events(6)) {
            queue.send(
                    event,
                    event.equals("event-2")
                            ? Map.of("ce_id", event, "ce_expirytime", "2020-01-01T00:00:00Z")
                            : Map.of("ce_id", event));
        }

        consume("batch=10&batchWait=500ms", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(handled).hasSize(5).doesNotContain("event-2");
    }

    @Test
    void events_that_wait_for_their_batch_return_at_a_stop_without_an_attempt() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        sendEvents(3);
        consume("batch=100&batchWait=25s", ids -> handled.addAll(ids));
        await().untilAsserted(() -> assertThat(queue.inFlight()).isEqualTo(3));

        queue.stopRoute();

        await().untilAsserted(() -> assertThat(queue.visible()).isEqualTo(3));
        assertThat(batches).isEmpty();
        assertThat(TABLE.item(new Work("event-0", queue.name(), "", 1))
                        .get("attempts")
                        .n())
                .isEqualTo("0");
    }

    @Test
    void a_stop_waits_for_the_running_batch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        sendEvents(3);
        consume("batch=3&batchWait=5s", ids -> {
            begun.countDown();
            finish.await();
            return handled.addAll(ids);
        });
        begun.await();

        Thread stop = new Thread(() -> queue.context().stop());
        stop.start();
        finish.countDown();
        stop.join();

        assertThat(queue.left()).isZero();
        assertThat(handled).hasSize(3);
    }

    @Test
    void a_batch_that_does_not_finish_in_time_is_interrupted_and_its_events_are_visible_at_once() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        CountDownLatch begun = new CountDownLatch(1);
        sendEvents(3);
        consume("batch=3&batchWait=5s", ids -> {
            begun.countDown();
            never.await();
            return null;
        });
        begun.await();
        queue.context().getShutdownStrategy().setTimeout(1);

        queue.context().stop();

        assertThat(queue.visible()).isEqualTo(3);
        assertThat(queue.inFlight()).isZero();
        assertThat(TABLE.item(new Work("event-0", queue.name(), "", 1))
                        .get("attempts")
                        .n())
                .isEqualTo("0");
    }

    @Test
    void a_handler_that_times_out_is_interrupted_once_and_each_of_its_events_is_retried() throws Exception {
        AtomicBoolean again = new AtomicBoolean();
        sendEvents(3);

        consume(IMPATIENT + "&batch=3&batchWait=5s&timeout=200ms", ids -> {
            if (ids.size() == 3) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    again.set(Thread.currentThread().isInterrupted());
                }
            }
            return handled.addAll(ids);
        });

        awaitAllDone();
        assertThat(again).isFalse();
        assertThat(batches).hasSize(4);
        assertThat(queue.deadLetters()).isEmpty();
    }

    /** Another consumer takes one message over, and the handler of the others goes on. */
    @Test
    void a_message_lost_to_another_consumer_does_not_interrupt_the_handler_of_its_batch() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        sendEvents(3);
        consume("batch=3&batchWait=1s&visibilityTimeout=2", ids -> {
            begun.countDown();
            finish.await();
            return handled.addAll(ids);
        });
        begun.await();

        TABLE.takeOver(new Work("event-1", queue.name(), "", 1));

        await().untilAsserted(() -> assertThat(batches).contains(List.of("event-1")));
        assertThat(handled).isEmpty();
        finish.countDown();
        awaitAllDone();
        assertThat(handled).containsOnlyOnce("event-0", "event-2");
        assertThat(batches).filteredOn(batch -> batch.size() > 1).hasSize(1);
    }

    @Test
    void with_the_ledger_a_duplicate_event_is_handled_once() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        sendEvents(5);
        sendEvents(5);

        consume(IMPATIENT + "&batch=10&batchWait=500ms&visibilityTimeout=2", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(handled).containsExactlyInAnyOrder(events(5));
    }

    @Test
    void a_batch_takes_one_ledger_call_for_its_claims_and_one_for_their_completion() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        sendEvents(10);
        TABLE.proxy().reset();

        consume("batch=10&batchWait=5s", ids -> handled.addAll(ids));

        awaitAllDone();
        assertThat(batches).hasSize(1);
        assertThat(TABLE.proxy().calls("BatchExecuteStatement")).hasSize(2);
        assertThat(TABLE.proxy().countStatements()).isEqualTo(20);
    }

    @Test
    void handlers_run_in_parallel_up_to_the_concurrency() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        sendEvents(40);

        consume("batch=10&batchWait=10s&concurrency=3", ids -> {
            three.countDown();
            three.await();
            return handled.addAll(ids);
        });

        awaitAllDone();
        assertThat(handled).hasSize(40);
    }

    @Test
    void a_failed_batch_counts_as_one_failure_in_a_row() throws Exception {
        sendEvents(10);

        consume("batch=10&batchWait=5s&backoff=60s&maxBackoff=60s&pauseAfter=2", ids -> {
            throw new IllegalStateException("down");
        });

        await().untilAsserted(() -> assertThat(batches).hasSize(1));
        assertThat(selfPause()).isEmpty();
        sendEvents(10);
        await().untilAsserted(() -> assertThat(selfPause()).isNotEmpty());
        assertThat(batches).hasSize(2);
    }

    @Test
    void a_paused_route_tries_one_event_and_then_continues_in_batches() throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        sendEvents(10);
        consume(IMPATIENT + "&batch=10&batchWait=500ms&pauseAfter=1&pauseFor=1s", ids -> {
            if (down.get()) {
                throw new IllegalStateException("down");
            }
            return handled.addAll(ids);
        });
        await().untilAsserted(() -> assertThat(selfPause()).isNotEmpty());

        down.set(false);
        for (int number = 10; number < 20; number++) {
            queue.send("new", Map.of("ce_id", "event-" + number));
        }

        awaitAllDone();
        assertThat(batches.get(1)).hasSize(1);
        assertThat(handled).containsExactlyInAnyOrder(events(20));
        assertThat(batches.subList(2, batches.size()))
                .anySatisfy(batch -> assertThat(batch).hasSizeGreaterThan(1));
    }

    private Optional<SelfPause> selfPause() {
        return ((QueueConsumer) queue.context().getRoute("billing").getConsumer()).selfPause();
    }

    @Test
    void the_rate_counts_events() throws Exception {
        sendEvents(60);
        long begin = System.nanoTime();

        consume("batch=10&batchWait=1s&rate=20/s", ids -> handled.addAll(ids));

        awaitAllDone();
        // The last batch may begin as soon as the rate allows one more event.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(2300));
    }

    @Test
    void a_metric_shows_the_size_of_batches_and_other_metrics_count_messages() throws Exception {
        queue.context().getRegistry().bind("meters", MeterRegistry.class, meters);
        sendEvents(10);

        consume("batch=10&batchWait=5s", ids -> handled.addAll(ids));

        awaitAllDone();
        DistributionSummary sizes = meters.get("caravan.batch.size").summary();
        assertThat(sizes.count()).isOne();
        assertThat(sizes.totalAmount()).isEqualTo(10);
        assertThat(meters.get("caravan.handler").timer().count()).isOne();
        await().untilAsserted(() -> assertThat(meters.get("caravan.deliveries")
                        .tag("end", "handled")
                        .counter()
                        .count())
                .isEqualTo(10));
    }

    private void consume(String options, Handling handling) throws Exception {
        queue.consume(options, exchange -> {
            List<String> ids = ids(exchange);
            batches.add(ids);
            Object answer = handling.handle(ids);
            if (answer != null && !(answer instanceof Boolean)) {
                exchange.getMessage().setBody(answer);
            }
        });
    }

    private static List<String> ids(Exchange exchange) {
        List<?> events = exchange.getIn().getBody(List.class);
        return events.stream().map(event -> ((CloudEvent) event).getId()).toList();
    }

    private void sendEvents(int count) {
        for (String event : events(count)) {
            queue.send(event, Map.of("ce_id", event));
        }
    }

    private void awaitAllDone() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    private static String cause(Message letter) {
        return letter.messageAttributes().get("caravan-cause").stringValue();
    }

    private static String[] events(int count) {
        return IntStream.range(0, count).mapToObj(number -> "event-" + number).toArray(String[]::new);
    }
}
