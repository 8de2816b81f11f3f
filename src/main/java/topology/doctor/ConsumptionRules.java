package topology.doctor;

import static topology.doctor.Finding.warning;

import aws.Fifo;
import configuration.Durations;
import configuration.Frequency;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;
import topology.Subscriber;
import topology.Topology;

/** The rules about how routes consume queues, which need no AWS. */
final class ConsumptionRules {
    /** SQS treats a tenant as noisy that has more messages in flight than this, and more than a tenth of all. */
    private static final int NOISY = 30;

    private static final Pattern HTTP = Pattern.compile("https?:.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIMEOUT =
            Pattern.compile("[?&](httpClient\\.)?(responseTimeout|soTimeout)=(?<time>[^&]+)");

    /** A consumer with a rate receives the events of up to this time in one burst. */
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private ConsumptionRules() {}

    /** A handler may take as long as the route's timeout or, over HTTP, its responseTimeout: the shorter of the two. */
    static Stream<Finding> handlerTime(Topology topology) {
        return topology.consumers().stream().flatMap(consumer -> {
            Map<String, String> parameters = consumer.parameters();
            String handler = parameters.get("handler");
            // An inbox-router has no handler: it calls SQS.
            boolean isHttp = handler != null && HTTP.matcher(handler).matches();
            Optional<Duration> answer = isHttp ? responseTimeout(handler) : Optional.empty();
            Optional<Duration> own =
                    Optional.ofNullable(parameters.get("timeout")).map(Durations::parse);
            Optional<Duration> longest =
                    Stream.concat(answer.stream(), own.stream()).min(Duration::compareTo);
            if (longest.isPresent()) {
                return tooLong(consumer, longest.get());
            }
            return isHttp
                    ? Stream.of(warning(
                            "handler-time",
                            "route " + consumer.route(),
                            "the handler has no responseTimeout: a service that never answers blocks one of %s concurrent handlers, and"
                                            .formatted(parameters.get("concurrency"))
                                    + " its message, for up to 12 hours",
                            "add responseTimeout=20000 (milliseconds) to the handler's address"))
                    : Stream.empty();
        });
    }

    /** The visibility timeout includes the time that an event waits for its batch. */
    private static Stream<Finding> tooLong(Topology.Consumer consumer, Duration longest) {
        String visibility = consumer.parameters().get("visibilityTimeout");
        Duration wait = Durations.parse(consumer.parameters().getOrDefault("batchWait", "0s"));
        Duration hidden = longest.plus(wait);
        return hidden.compareTo(Durations.parse(visibility)) < 0
                ? Stream.empty()
                : Stream.of(warning(
                        "handler-time",
                        "route " + consumer.route(),
                        "%sthe handler may take %s, but the visibility timeout is %s: if one renewal is late, another consumer handles the same message at the same time"
                                .formatted(
                                        wait.isZero()
                                                ? ""
                                                : "an event may wait %s for its batch and "
                                                        .formatted(Durations.text(wait)),
                                        Durations.text(longest),
                                        visibility),
                        "visibilityTimeout = at least twice " + Durations.text(hidden)));
    }

    /** The rate limits how many events arrive while a batch waits, so a large batch may never be full. */
    static Stream<Finding> smallBatches(Topology topology) {
        return topology.consumers().stream().flatMap(consumer -> {
            Map<String, String> parameters = consumer.parameters();
            int batch = Integer.parseInt(parameters.getOrDefault("batch", "1"));
            if (batch == 1 || !parameters.containsKey("rate")) {
                return Stream.empty();
            }
            Duration wait = Durations.longer(Durations.parse(parameters.get("batchWait")), AT_ONCE);
            long events = Frequency.parse(parameters.get("rate")).in(wait);
            return events >= batch
                    ? Stream.empty()
                    : Stream.of(warning(
                            "small-batch",
                            "route " + consumer.route(),
                            "a batch of %d hardly gets full: with rate = %s and batchWait = %s, about %d events come while it waits"
                                    .formatted(
                                            batch,
                                            parameters.get("rate"),
                                            parameters.get("batchWait"),
                                            Math.max(1, events)),
                            "a longer batchWait, or batch = %d".formatted(Math.max(1, events))));
        });
    }

    private static Optional<Duration> responseTimeout(String handler) {
        Matcher written = TIMEOUT.matcher(handler);
        return written.find()
                ? Optional.of(Duration.ofMillis(TimeUtils.toMilliSeconds(written.group("time"))))
                : Optional.empty();
    }

    /** SQS protects the other tenants only from a tenant that it treats as noisy, which needs enough messages in flight. */
    static Stream<Finding> noisyTenants(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> !Fifo.is(consumer.queue().name()) && hasTenants(topology, consumer))
                .flatMap(consumer -> {
                    int capacity = consumer.capacity();
                    int processes = NOISY / capacity + 1;
                    return processes == 1
                            ? Stream.empty()
                            : Stream.of(warning(
                                    "noisy-tenant",
                                    "route " + consumer.route(),
                                    "SQS counts a tenant as noisy above %d messages in flight and 10 %% of all. A process handles %d at once, so with fewer than %d processes no tenant is noisy, and the others wait behind it"
                                            .formatted(NOISY, capacity, processes),
                                    "%d events at once, by concurrency or batch, or at least %d processes; ignore this if there are as many"
                                            .formatted(NOISY + 1, processes)));
                });
    }

    private static boolean hasTenants(Topology topology, Topology.Consumer consumer) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                        && ofQueue.queue().equals(consumer.queue()))
                .anyMatch(subscription -> topology.publishers().stream()
                        .anyMatch(publisher -> publisher.parameters().containsKey("tenant")
                                && publisher.topic().equals(subscription.topic())));
    }

    /** A pause that is longer than the queue's retention loses the messages that wait. */
    static Stream<Finding> longPauses(Topology topology) {
        return topology.consumers().stream()
                .flatMap(consumer -> Optional.ofNullable(consumer.parameters().get("pauseFor"))
                        .map(Durations::parse)
                        .flatMap(pause -> topology.queue(consumer.queue())
                                .flatMap(queue -> queue.settings().retention())
                                .filter(retention -> pause.compareTo(retention) >= 0)
                                .map(retention -> warning(
                                        "long-pause",
                                        "route " + consumer.route(),
                                        "it pauses itself for %s, but the queue keeps a message for %s only: what waits is lost before one message is tried"
                                                .formatted(Durations.text(pause), Durations.text(retention)),
                                        "pauseFor = a small part of the retention, such as 1m")))
                        .stream());
    }
}
