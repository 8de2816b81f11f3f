package publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import event.WireMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** If the system can create no further thread, events are published on their callers' threads. */
class BatchesWithoutThreadsTest {
    private static final int SIZE = 10;
    private static final int BYTES = 256 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"8, false", "8, true", "1000000, false", "1000000, true"})
    void every_event_gets_one_result_however_many_threads_cannot_start(int failures, boolean ordered) {
        Batches batches =
                new Batches(SIZE, BYTES, ordered, this::accept, failing(failures, BatchesWithoutThreadsTest::noThread));
        List<Publication> all = publications(400);

        var bringers = IntStream.range(0, 4)
                .mapToObj(n -> threads.submit(() ->
                        all.subList(n * 100, n * 100 + 100).forEach(publication -> batches.add(List.of(publication)))))
                .toList();

        await().until(() -> bringers.stream().allMatch(Future::isDone));
        assertAllAnswered(all);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void a_long_queue_does_not_overflow_the_stack(boolean ordered) {
        Batches batches = new Batches(
                SIZE, BYTES, ordered, this::accept, failing(Integer.MAX_VALUE, BatchesWithoutThreadsTest::noThread));
        List<Publication> all = publications(20_000);

        batches.add(all);

        assertAllAnswered(all);
    }

    @Test
    void an_event_that_arrives_while_the_threads_stop_gets_a_result() {
        Batches batches = new Batches(
                SIZE, BYTES, false, this::accept, failing(Integer.MAX_VALUE, BatchesWithoutThreadsTest::noPool));
        List<Publication> all = publications(30);

        batches.add(all);

        assertAllAnswered(all);
    }

    @Test
    void an_error_in_a_request_fails_its_events_and_no_others() {
        AtomicInteger requests = new AtomicInteger();
        Batches batches = new Batches(
                SIZE,
                BYTES,
                false,
                batch -> {
                    if (requests.incrementAndGet() <= 8) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    accept(batch);
                },
                threads);
        List<Publication> all = publications(100);

        batches.add(all);

        await().until(() ->
                all.stream().allMatch(publication -> publication.receipt().isDone()));
        assertThat(all.stream().filter(publication -> publication.failure().isPresent()))
                .hasSize(80);
    }

    private void accept(List<Publication> batch) {
        batch.forEach(publication -> {
            sent.add(publication.id());
            publication.receipt().complete(new Receipt(publication.id(), null));
        });
    }

    private void assertAllAnswered(List<Publication> all) {
        await().until(() ->
                all.stream().allMatch(publication -> publication.receipt().isDone()));
        assertThat(sent)
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(Publication::id).toList());
    }

    private Executor failing(int times, Runnable failure) {
        AtomicInteger left = new AtomicInteger(times);
        return call -> {
            if (left.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                failure.run();
            }
            threads.execute(call);
        };
    }

    private static void noThread() {
        throw new OutOfMemoryError("unable to create native thread");
    }

    private static void noPool() {
        throw new RejectedExecutionException("The pool has stopped");
    }

    private static List<Publication> publications(int count) {
        return Stream.iterate(0, n -> n + 1)
                .limit(count)
                .map(n -> new Publication(
                        "event-" + n,
                        new WireMessage("x", Map.of()),
                        new Publication.SnsFields("group-" + n % 7, null, null, null)))
                .toList();
    }
}
