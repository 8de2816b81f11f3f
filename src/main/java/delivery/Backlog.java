package delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import sqs.QueueDepth;

/**
 * Metrics of the work that waits for the consumers of this process: {@code caravan.queue.messages} and
 * {@code caravan.dead.letters} by {@code queue}, {@code caravan.backlog.per.handler} and {@code caravan.behind.seconds} by
 * {@code route}. Each period costs one {@code GetQueueAttributes} call for a queue and one for its dead-letter queue. A figure
 * becomes {@code NaN} if SQS has not confirmed it for three periods.
 */
final class Backlog extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private static final int PERIODS_OF_USE = 3;
    private static final AwsRequestOverrideConfiguration PROMPT = AwsRequestOverrideConfiguration.builder()
            .apiCallAttemptTimeout(Duration.ofSeconds(2))
            .apiCallTimeout(Duration.ofSeconds(5))
            .build();

    private final CamelContext camel;
    private final MeterRegistry meters;
    private final Duration period;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Map<String, Tally> known = new ConcurrentHashMap<>();
    private final Map<Arn, String> urls = new ConcurrentHashMap<>();
    private ScheduledExecutorService timer;

    /** @param period how often SQS is asked */
    Backlog(CamelContext camel, MeterRegistry meters, Duration period) {
        this.camel = camel;
        this.meters = meters;
        this.period = period;
    }

    /**
     * A route and its queue.
     *
     * @param queue the queue's name
     * @param url the queue's URL
     * @param sqs the client of the queue's region
     * @param capacity how many messages the route's handlers can have at once
     * @param figures the figures of the route's consumer
     */
    record Watched(
            String route, String queue, String url, SqsClient sqs, int capacity, Supplier<ConsumerFigures> figures) {}

    /**
     * The last answer of SQS about a queue.
     *
     * @param letters the messages of its dead-letter queue; empty if it has none
     * @param nanos when SQS answered, by {@link System#nanoTime}
     */
    private record Tally(QueueDepth depth, Optional<Integer> letters, long nanos) {}

    /** The backlog of an application; empty if it has no metrics or if the backlog is switched off. */
    static Optional<Backlog> of(CamelContext camel) {
        return Optional.ofNullable(camel.getRegistry().findSingleByType(Backlog.class));
    }

    @Override
    protected void doStart() {
        timer = camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "Backlog");
        timer.scheduleWithFixedDelay(this::askAll, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        camel.getExecutorServiceManager().shutdownNow(timer);
    }

    /** Begins to measure a route. A route that starts again continues its metrics. */
    void watch(Watched route) {
        watched.put(route.route(), route);
        messages(route.queue(), "visible", QueueDepth::waiting);
        messages(route.queue(), "in_flight", QueueDepth::inFlight);
        messages(route.queue(), "delayed", QueueDepth::delayed);
        gauge(
                "caravan.dead.letters",
                Tags.of("queue", route.queue()),
                "Messages in the queue's dead-letter queue",
                () -> fresh(route.queue()).flatMap(Tally::letters).map(Integer::doubleValue));
        gauge(
                "caravan.backlog.per.handler",
                Tags.of("route", route.route()),
                "Messages that wait, for each that the handlers of this process have at once",
                () -> running(route.route())
                        .flatMap(running -> fresh(running.queue())
                                .map(now -> (double) now.depth().waiting() / running.capacity())));
        gauge(
                "caravan.behind.seconds",
                Tags.of("route", route.route()),
                "How long ago the message was sent that was handled last, while others wait; else 0",
                () -> running(route.route()).flatMap(this::behind));
    }

    /** Stops asking for a route that has stopped. */
    void forget(String route) {
        watched.remove(route);
    }

    private void messages(String queue, String state, ToDoubleFunction<QueueDepth> count) {
        gauge(
                "caravan.queue.messages",
                Tags.of("queue", queue, "state", state),
                "Messages in a queue that this process consumes, as SQS says",
                () -> fresh(queue).map(now -> count.applyAsDouble(now.depth())));
    }

    /** Registers a gauge, unless the route has started before and has one. */
    private void gauge(String name, Tags tags, String description, Supplier<Optional<Double>> figure) {
        if (meters.find(name).tags(tags).gauge() == null) {
            Gauge.builder(name, () -> figure.get().orElse(Double.NaN))
                    .description(description)
                    .tags(tags)
                    .strongReference(true)
                    .register(meters);
        }
    }

    private Optional<Watched> running(String route) {
        return Optional.ofNullable(watched.get(route));
    }

    private Optional<Tally> fresh(String queue) {
        return Optional.ofNullable(known.get(queue))
                .filter(last -> System.nanoTime() - last.nanos() < PERIODS_OF_USE * period.toNanos());
    }

    private Optional<Double> behind(Watched route) {
        return fresh(route.queue())
                .flatMap(now -> now.depth().waiting() == 0
                        ? Optional.of(0.0)
                        : route.figures()
                                .get()
                                .lastHandledSent()
                                .map(sent -> Math.max(0.0, (double)
                                        Duration.between(sent, Instant.now()).toSeconds())));
    }

    private void askAll() {
        Set<String> asked = new HashSet<>();
        for (Watched route : watched.values()) {
            if (asked.add(route.queue())) {
                ask(route);
            }
        }
    }

    private void ask(Watched route) {
        try {
            QueueDepth depth = QueueDepth.of(route.sqs(), route.url(), PROMPT);
            Optional<Integer> letters = depth.deadLetters().map(arn -> letters(route.sqs(), arn));
            known.put(route.queue(), new Tally(depth, letters, System.nanoTime()));
        } catch (SdkException e) {
            LOG.debug("The backlog of queue {} is not known", route.queue(), e);
        } catch (RuntimeException e) {
            // An exception would end the timer's repetition.
            LOG.error("The backlog of queue {} cannot be found out: {}", route.queue(), SafeText.of(e), e);
        }
    }

    private int letters(SqsClient sqs, Arn arn) {
        String url = urls.computeIfAbsent(
                arn,
                unknown -> sqs.getQueueUrl(request -> request.queueName(arn.resourceAsString())
                                .queueOwnerAWSAccountId(arn.accountId().orElse(null))
                                .overrideConfiguration(PROMPT))
                        .queueUrl());
        QueueDepth letters = QueueDepth.of(sqs, url, PROMPT);
        return letters.waiting() + letters.inFlight();
    }
}
