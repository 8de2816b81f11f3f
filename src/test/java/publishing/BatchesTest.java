package publishing;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import event.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events are sent together, and when, step by step. A request stays in flight until the test completes it. */
class BatchesTest {
    private static final int SIZE = 10;
    private static final int BYTES = 256 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Flight> flights = new CopyOnWriteArrayList<>();
    private final Batches batches = new Batches(SIZE, BYTES, false, this::fly, threads);

    private record Flight(List<Publication> events, CountDownLatch back) {}

    @AfterProperty
    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8, 10})
    void a_caller_waits_for_the_request_in_flight_and_for_its_own(int callers) {
        List<String> waiting = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            waiting.add(post("caller-" + caller + "/0"));
        }
        awaitFlights(1);
        waiting.removeAll(ids(flights.get(0)));

        for (int round = 1; round <= 20; round++) {
            Flight before = flights.get(round - 1);
            landed(before);
            awaitFlights(round + 1);

            assertThat(ids(flights.get(round))).isEqualTo(waiting);
            waiting.clear();
            for (Publication answered : before.events()) {
                waiting.add(post(caller(answered) + "/" + round));
            }
        }
    }

    @Test
    void several_requests_are_in_flight_only_while_they_are_full() {
        for (int i = 0; i < 26; i++) {
            post("event-" + i);
        }

        awaitFlights(3);
        assertThat(sizes()).containsExactlyInAnyOrder(1, SIZE, SIZE);
        landed(flights.get(0));
        landed(flights.get(1));
        await().during(Duration.ofMillis(200)).until(() -> flights.size() == 3);
        landed(flights.get(2));
        awaitFlights(4);
        assertThat(ids(flights.get(3))).containsExactly("event-21", "event-22", "event-23", "event-24", "event-25");
    }

    @Test
    void an_event_larger_than_a_request_should_be_is_a_full_request_by_itself() {
        post("event-0");
        post("small-1");
        post("large", BYTES);
        post("small-2");

        awaitFlights(3);
        assertThat(flights.subList(1, 3).stream().map(BatchesTest::ids))
                .containsExactlyInAnyOrder(List.of("small-1"), List.of("large"));
        flights.forEach(this::landed);
        awaitFlights(4);
        assertThat(ids(flights.get(3))).containsExactly("small-2");
    }

    @Test
    void no_more_than_eight_requests_are_in_flight() {
        for (int i = 0; i < 101; i++) {
            post("event-" + i);
        }

        await().until(() -> flights.size() >= 8);
        assertThat(sizes()).containsExactlyInAnyOrder(1, SIZE, SIZE, SIZE, SIZE, SIZE, SIZE, SIZE);
        landed(flights.get(3));
        awaitFlights(9);
    }

    @Test
    void a_stop_sends_events_that_wait_for_a_request_in_flight() throws Exception {
        for (int i = 0; i < 4; i++) {
            post("event-" + i);
        }

        Future<Void> closed = threads.submit(() -> {
            batches.close(Duration.ofMinutes(1));
            return null;
        });
        awaitFlights(2);

        assertThat(ids(flights.get(1))).containsExactly("event-1", "event-2", "event-3");
        assertThat(closed).isNotDone();
        flights.forEach(this::landed);
        closed.get();
    }

    /** Callers add events before they know the results of earlier ones, and several callers share a group. */
    @Property(tries = 30)
    void each_group_has_one_event_in_flight_and_keeps_its_order(
            @ForAll @IntRange(min = 1, max = 12) int callers,
            @ForAll @IntRange(min = 1, max = 5) int groups,
            @ForAll @IntRange(min = 1, max = 4) int size,
            @ForAll @IntRange(min = 0, max = 30) int failuresInAHundred,
            @ForAll long seed) {
        Wire wire = new Wire(failuresInAHundred, seed);
        Batches ordered = new Batches(size, BYTES, true, wire::send, threads);
        List<List<List<Publication>>> brought = IntStream.range(0, callers)
                .mapToObj(caller -> lists("caller-" + caller, "group-" + caller % groups, new Random(seed + caller)))
                .toList();

        List<? extends Future<?>> done = brought.stream()
                .map(lists -> threads.submit(() -> lists.forEach(ordered::add)))
                .toList();

        await().until(() -> done.stream().allMatch(Future::isDone)
                && brought.stream()
                        .flatMap(List::stream)
                        .flatMap(List::stream)
                        .allMatch(event -> event.receipt().isDone()));
        assertThat(wire.together).isEmpty();
        Map<String, List<Publication>> taken = wire.taken.stream().collect(groupingBy(BatchesTest::caller));
        for (List<List<Publication>> lists : brought) {
            List<Publication> expected =
                    lists.stream().flatMap(BatchesTest::beforeFailure).toList();
            assertThat(taken.getOrDefault(caller(lists.get(0).get(0)), List.of()))
                    .isEqualTo(expected);
        }
    }

    /** The events before the first failed event. Of events that were added together, all after a failed event fail with it. */
    private static Stream<Publication> beforeFailure(List<Publication> together) {
        List<Publication> sound =
                together.stream().takeWhile(event -> event.failure().isEmpty()).toList();
        assertThat(together.subList(sound.size(), together.size()))
                .allSatisfy(event -> assertThat(event.failure()).isPresent());
        return sound.stream();
    }

    private static List<List<Publication>> lists(String caller, String group, Random random) {
        List<List<Publication>> lists = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String prefix = caller + "/" + i + "-";
            lists.add(IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(n -> event(prefix + n, group))
                    .toList());
        }
        return lists;
    }

    private static String caller(Publication event) {
        return event.id().substring(0, event.id().indexOf('/'));
    }

    /**
     * Answers at once, and fails some events. It records the events that it got, and groups that were in two requests
     * at the same time.
     */
    private static final class Wire {
        private final int failuresInAHundred;
        private final Random random;
        private final Set<String> inFlight = new HashSet<>();
        private final List<String> together = new CopyOnWriteArrayList<>();
        private final List<Publication> taken = new CopyOnWriteArrayList<>();

        Wire(int failuresInAHundred, long seed) {
            this.failuresInAHundred = failuresInAHundred;
            this.random = new Random(seed);
        }

        void send(List<Publication> events) {
            begin(events);
            end(events);
            events.forEach(this::answer);
        }

        private synchronized void begin(List<Publication> events) {
            events.stream()
                    .map(Publication::group)
                    .filter(group -> !inFlight.add(group))
                    .forEach(together::add);
        }

        private synchronized void end(Collection<Publication> events) {
            events.stream().map(Publication::group).forEach(inFlight::remove);
        }

        private synchronized void answer(Publication event) {
            if (random.nextInt(100) < failuresInAHundred) {
                event.receipt().completeExceptionally(new SnsUnavailableException("Away", null));
            } else {
                taken.add(event);
                event.receipt().complete(new Receipt(event.id(), null));
            }
        }
    }

    private void fly(List<Publication> events) {
        Flight flight = new Flight(events, new CountDownLatch(1));
        flights.add(flight);
        try {
            flight.back().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.forEach(event -> event.receipt().complete(new Receipt(event.id(), null)));
    }

    /** Adds an event, and returns when the event is in flight or waits for the next request. */
    private String post(String id) {
        return post(id, 1);
    }

    private String post(String id, int bytes) {
        int before = flights.size();
        CompletableFuture<Void> added =
                CompletableFuture.runAsync(() -> batches.add(List.of(event(id, null, bytes))), threads);
        await().until(() -> added.isDone() || flights.size() > before);
        return id;
    }

    private void landed(Flight flight) {
        flight.back().countDown();
        await().until(() ->
                flight.events().stream().allMatch(event -> event.receipt().isDone()));
    }

    private void awaitFlights(int count) {
        await().until(() -> flights.size() == count);
    }

    private static List<String> ids(Flight flight) {
        return flight.events().stream().map(Publication::id).toList();
    }

    private List<Integer> sizes() {
        return flights.stream().map(flight -> flight.events().size()).toList();
    }

    private static Publication event(String id, String group) {
        return event(id, group, 1);
    }

    private static Publication event(String id, String group, int bytes) {
        return new Publication(
                id, new WireMessage("x".repeat(bytes), Map.of()), new Publication.SnsFields(group, null, null, null));
    }
}
