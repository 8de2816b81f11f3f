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
import java.util.stream.Collectors;

/**
 * Posts batches of events to any process that answers. A batch is posted repeatedly, under the same ids, until a
 * process answers 202. For ordered events, a batch has one event of each group, and is accepted before the next batch
 * is posted.
 */
final class EventPoster implements AutoCloseable {
    private static final int LANES = 4;
    private static final int GROUPS_OF_A_LANE = 5;
    private static final double SHARE_THAT_IS_REFUSED = 0.02;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private final Random random;
    private final List<URI> processes;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService lanes = Executors.newScheduledThreadPool(2 * LANES);
    private final List<Future<?>> posting = new ArrayList<>();
    private final Queue<Event> published = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> answers = new ConcurrentSkipListMap<>();

    EventPoster(long seed, List<URI> processes) {
        random = new Random(seed);
        this.processes = processes;
    }

    void start() {
        for (int lane = 0; lane < LANES; lane++) {
            start("orders", lane, 2, Duration.ofMillis(300));
            start("history.fifo", lane, 1, Duration.ofMillis(250));
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

    /** The number of answers by status; {@code none} stands for no answer. */
    Map<String, Long> answers() {
        return new TreeMap<>(answers);
    }

    @Override
    public void close() {
        lanes.shutdownNow();
    }

    private void start(String topic, int lane, int eventsOfAGroup, Duration pause) {
        PosterLane events = new PosterLane(topic, lane, eventsOfAGroup, new Random(random.nextLong()));
        posting.add(lanes.scheduleWithFixedDelay(
                () -> publish(events), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void publish(PosterLane lane) {
        List<Event> batch = lane.next();
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .atMost(AT_MOST)
                .until(() -> isAccepted(batch, lane));
        published.addAll(batch);
    }

    private boolean isAccepted(List<Event> batch, PosterLane lane) throws InterruptedException {
        String answer;
        try {
            answer = String.valueOf(http.send(
                            HttpRequest.newBuilder(lane.process().resolve(lane.path()))
                                    .timeout(ANSWER)
                                    .header("Content-Type", "application/cloudevents-batch+json")
                                    .POST(BodyPublishers.ofString(
                                            batch.stream().map(Event::json).collect(Collectors.joining(",", "[", "]"))))
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
    private final class PosterLane {
        private final String topic;
        private final int number;
        private final int eventsOfAGroup;
        private final Random choice;
        private int next;
        private int process;

        PosterLane(String topic, int number, int eventsOfAGroup, Random choice) {
            this.topic = topic;
            this.number = number;
            this.eventsOfAGroup = eventsOfAGroup;
            this.choice = choice;
            process = number;
        }

        /** The next events of each group. */
        List<Event> next() {
            List<Event> batch = new ArrayList<>();
            for (int i = 0; i < eventsOfAGroup; i++) {
                for (int group = 0; group < GROUPS_OF_A_LANE; group++) {
                    batch.add(new Event(
                            topic,
                            topic.replace(".fifo", "") + "-" + number + "-" + group,
                            next,
                            choice.nextDouble() < SHARE_THAT_IS_REFUSED));
                }
                next++;
            }
            return batch;
        }

        String path() {
            return "/events/" + topic.replace(".fifo", "");
        }

        URI process() {
            return processes.get(process % processes.size());
        }

        void turnToAnother() {
            process++;
        }
    }
}
