package endurance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Posts events to whichever process answers, each one again and again, under the same id, until one answers 202. Events of
 * a group are posted one after the other.
 */
final class Publisher implements AutoCloseable {
    private static final int LANES = 4;
    private static final int GROUPS_OF_A_LANE = 5;
    private static final double SHARE_THAT_IS_REFUSED = 0.02;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final Random random;
    private final List<URI> processes;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService lanes = Executors.newScheduledThreadPool(2 * LANES);
    private final List<Future<?>> posting = new ArrayList<>();
    private final Queue<Event> published = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> answers = new ConcurrentSkipListMap<>();

    Publisher(long seed, List<URI> processes) {
        random = new Random(seed);
        this.processes = processes;
    }

    void start() {
        for (int lane = 0; lane < LANES; lane++) {
            start("orders", lane, Duration.ofMillis(10));
            start("history.fifo", lane, Duration.ofMillis(10));
        }
    }

    /** Waits until each event that was begun has been accepted. */
    void stop() throws InterruptedException, ExecutionException {
        lanes.shutdown();
        if (!lanes.awaitTermination(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("an event could not be published");
        }
        for (Future<?> lane : posting) {
            if (lane.isDone() && !lane.isCancelled()) {
                lane.get();
            }
        }
    }

    /** The events that were accepted, those of a group in the order of their publication. */
    List<Event> published() {
        return List.copyOf(published);
    }

    /** How often which status was answered; {@code none} stands for no answer. */
    Map<String, Long> answers() {
        return new TreeMap<>(answers);
    }

    @Override
    public void close() {
        lanes.shutdownNow();
    }

    private void start(String topic, int lane, Duration pause) {
        Lane events = new Lane(topic, lane, new Random(random.nextLong()));
        posting.add(lanes.scheduleWithFixedDelay(
                () -> publish(events), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void publish(Lane lane) {
        Event event = lane.next();
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .atMost(AT_MOST)
                .until(() -> isAccepted(event, lane));
        published.add(event);
    }

    private boolean isAccepted(Event event, Lane lane) throws InterruptedException {
        String answer;
        try {
            answer = String.valueOf(http.send(
                            HttpRequest.newBuilder(lane.process()
                                            .resolve("/events/" + event.topic().replace(".fifo", "")))
                                    .timeout(ANSWER)
                                    .header("Content-Type", "application/json")
                                    .header("ce-specversion", "1.0")
                                    .header("ce-id", event.id())
                                    .header("ce-source", "/endurance")
                                    .header("ce-type", event.type())
                                    .header("ce-subject", event.group())
                                    .POST(BodyPublishers.ofString("{\"sequence\":" + event.sequence() + "}"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException e) {
            answer = "none";
        }
        answers.merge(answer, 1L, Long::sum);
        if (answer.equals("202")) {
            return true;
        }
        lane.turnToAnother();
        return false;
    }

    /** The events of one thread. */
    private final class Lane {
        private final String topic;
        private final int number;
        private final Random choice;
        private final int[] next = new int[GROUPS_OF_A_LANE];
        private int process;

        Lane(String topic, int number, Random choice) {
            this.topic = topic;
            this.number = number;
            process = number;
            this.choice = choice;
        }

        Event next() {
            int group = choice.nextInt(GROUPS_OF_A_LANE);
            return new Event(
                    topic,
                    topic.replace(".fifo", "") + "-" + number + "-" + group,
                    next[group]++,
                    choice.nextDouble() < SHARE_THAT_IS_REFUSED);
        }

        URI process() {
            return processes.get(process % processes.size());
        }

        void turnToAnother() {
            process++;
        }
    }
}
