package endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import endurance.Figures.Figure;
import endurance.Figures.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import local.LocalCloud;
import local.ProxiedCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two processes of the packaged application are killed and stopped repeatedly, while AWS fails in every way that the
 * proxies know. In the end every event is accounted for.
 */
class EnduranceIT {
    /** The limits of handlers, of a receive and of the last acknowledgements together. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(20);

    /** How long the queues may need to become shorter than ever before. A long group is handled message by message. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(1);

    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final int LINES_OF_LOG = 60;

    private final EndurancePlan plan = EndurancePlan.fromProperties();
    private final Path directory = Path.of("target", "endurance");
    private final Path log = directory.resolve("application.log");
    private final List<Life> lives = new CopyOnWriteArrayList<>();
    private final Map<SubscribedQueue, Integer> inFlightAfterStops = new EnumMap<>(SubscribedQueue.class);
    private final List<AutoCloseable> open = new ArrayList<>();
    private boolean right;

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        if (!right) {
            tail().forEach(System.out::println);
        }
    }

    @Test
    void every_event_reaches_its_handlers_despite_kills_and_aws_faults() throws Exception {
        Instant begun = Instant.now();
        Files.createDirectories(directory);
        Files.deleteIfExists(log);
        System.out.println("Endurance: " + plan.command());
        ProxiedCloud cloud = opened(LocalCloud.withProxies(plan.seed()));
        QueueContents queues = opened(new QueueContents(cloud.sqs().endpoint()));
        SubscriberServices handlers = opened(new SubscriberServices(plan.seed()));
        List<PackagedCaravan> processes = new ArrayList<>();
        for (int i = 0; i < EndurancePlan.PROCESSES; i++) {
            processes.add(
                    opened(new PackagedCaravan(cloud, "application.properties", handlers.endpoint(), log, lives::add)));
        }
        EventPoster publisher = opened(new EventPoster(
                plan.seed(), processes.stream().map(PackagedCaravan::endpoint).toList()));
        Trouble trouble = new Trouble(plan.seed(), cloud, processes, handlers);

        List<String> details = new ArrayList<>();
        processes.forEach(PackagedCaravan::start);
        await("the queues").timeout(LONGEST_START).until(queues::areThere);
        publisher.start();
        for (int round = 0; round < plan.rounds(); round++) {
            trouble.begin();
            pass(plan.trouble());
            trouble.end();
            handlers.setReliable(true);
            pass(EndurancePlan.VISIBILITY.plus(EndurancePlan.LONGEST_BACKOFF).plusSeconds(1));
            stopAll(processes);
            for (SubscribedQueue subscriber : SubscribedQueue.values()) {
                int left = leftInFlight(subscriber.queue(), queues, cloud, details);
                inFlightAfterStops.merge(subscriber, left, Integer::sum);
            }
            handlers.setReliable(false);
            processes.forEach(PackagedCaravan::start);
        }
        publisher.stop();
        drain(queues);
        stopAll(processes);

        Map<SubscribedQueue, Map<Row, Figure>> figures = new EnumMap<>(SubscribedQueue.class);
        for (SubscribedQueue subscriber : SubscribedQueue.values()) {
            int left = queues.visible(subscriber.queue());
            int inFlight = queues.inFlight(subscriber.queue());
            Figures counted = new Figures(
                    subscriber, publisher.published(), handlers.runs(), lives, queues.drain(subscriber.deadLetters()));
            Map<Row, Figure> rows = counted.count();
            rows.put(Row.LEFT_OVER, new Figure(left, true));
            rows.put(Row.LEFT_IN_FLIGHT, new Figure(inFlight, true));
            rows.put(Row.IN_FLIGHT_AFTER_STOP, new Figure(inFlightAfterStops.get(subscriber), true));
            figures.put(subscriber, rows);
            details.addAll(counted.details());
        }
        String report = report(figures, publisher, trouble, Duration.between(begun, Instant.now()));
        System.out.println(report);
        Files.writeString(directory.resolve("figures.txt"), report);
        List<String> wrong = wrong(figures);
        if (!wrong.isEmpty()) {
            details.forEach(System.out::println);
        }
        right = wrong.isEmpty();
        assertThat(wrong)
                .as("figures that are wrong; run it again by " + plan.command())
                .isEmpty();
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** Waits for a fixed time, while the load runs or SQS hides the messages of a killed process. */
    private static void pass(Duration time) {
        await().pollDelay(time).timeout(time.plusMinutes(1)).until(() -> true);
    }

    private static void stopAll(List<PackagedCaravan> processes) {
        CompletableFuture.allOf(processes.stream()
                        .map(process -> CompletableFuture.runAsync(process::stop))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** The number of messages that the processes have left in flight at their stop. */
    private static int leftInFlight(String queue, QueueContents queues, ProxiedCloud cloud, List<String> details) {
        int inFlight = queues.inFlight(queue);
        if (inFlight == 0) {
            return 0;
        }
        List<QueueContents.Hidden> hidden =
                QueueContents.hidden(queue, cloud.sqs().calls());
        int left = inFlight
                - (int) hidden.stream().filter(QueueContents.Hidden::isHeldBack).count();
        if (left > 0) {
            details.add("left in flight in %s by a stop: %d of %d, at %s: %s"
                    .formatted(queue, left, inFlight, Instant.now(), hidden));
        }
        return Math.max(0, left);
    }

    /**
     * Waits until the queues are empty and stay empty, or until they have not become shorter for a while. What is left then is
     * counted.
     */
    private static void drain(QueueContents queues) {
        AtomicInteger fewest = new AtomicInteger(Integer.MAX_VALUE);
        AtomicReference<Instant> since = new AtomicReference<>(Instant.now());
        await().timeout(LONGEST_DRAIN)
                .pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(3))
                .until(() -> {
                    int now = waiting(queues);
                    if (now < fewest.getAndAccumulate(now, Math::min)) {
                        since.set(Instant.now());
                    }
                    return now == 0 || since.get().plus(LONGEST_STANDSTILL).isBefore(Instant.now());
                });
    }

    private static int waiting(QueueContents queues) {
        return Stream.of(SubscribedQueue.values())
                .map(SubscribedQueue::queue)
                .mapToInt(queue -> queues.visible(queue) + queues.inFlight(queue))
                .sum();
    }

    private String report(
            Map<SubscribedQueue, Map<Row, Figure>> figures, EventPoster publisher, Trouble trouble, Duration took) {
        StringBuilder table = new StringBuilder("%n%-52s".formatted(""));
        figures.keySet().forEach(subscriber -> table.append("%14s".formatted(subscriber.queue())));
        for (Row row : Row.values()) {
            table.append("%n%-52s".formatted(row.title()));
            figures.values().forEach(rows -> table.append(cell(rows.get(row))));
        }
        Duration longest =
                stops().map(Life::stop).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        return table.append("""


                %d processes in %d s: %d killed, %d stopped (the longest stop took %.1f s)
                %d calls to AWS, %d of them cut off or answered by an error 5xx; posts answered: %s
                Again: %s
                """.formatted(
                                lives.size(),
                                took.toSeconds(),
                                lives.stream()
                                        .filter(life -> life.end() == Life.Death.KILLED)
                                        .count(),
                                stops().count(),
                                longest.toMillis() / 1000.0,
                                trouble.calls(),
                                trouble.failed(),
                                publisher.answers(),
                                plan.command()))
                .toString();
    }

    private static String cell(Figure figure) {
        if (figure == null) {
            return "%14s".formatted("-");
        }
        return String.format(Locale.ROOT, "%,14d", figure.count()) + (figure.isWrong() ? " (!)" : "");
    }

    private Stream<Life> stops() {
        return lives.stream().filter(life -> life.end() == Life.Death.STOPPED);
    }

    private List<String> wrong(Map<SubscribedQueue, Map<Row, Figure>> figures) {
        List<String> wrong = new ArrayList<>();
        figures.forEach((subscriber, rows) -> rows.forEach((row, figure) -> {
            if (figure.isWrong()) {
                wrong.add("%s: %d %s".formatted(subscriber.queue(), figure.count(), row.title()));
            }
        }));
        lives.stream()
                .filter(life -> !life.isAsExpected(LONGEST_STOP))
                .map(Life::toString)
                .forEach(wrong::add);
        return wrong;
    }

    private List<String> tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size());
    }
}
