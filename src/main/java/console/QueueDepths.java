package console;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import sqs.QueueDepth;

/**
 * How many messages wait in the queues and their dead-letter queues, as SQS reports. All viewers share the figures. SQS is
 * called at most once in a period, in the background, and only when somebody looks. No message is ever received.
 */
final class QueueDepths extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(QueueDepths.class);

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int AT_ONCE = 16;
    private static final int SERVER_ERROR = 500;
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final int LONGEST_PROBLEM = 300;

    private static final AwsRequestOverrideConfiguration PROMPT = AwsRequestOverrideConfiguration.builder()
            .apiCallAttemptTimeout(Duration.ofSeconds(2))
            .apiCallTimeout(Duration.ofSeconds(3))
            .build();

    private final CamelContext camel;
    private final SqsClient sqs;
    private final Duration period;

    /** If nobody has looked for this long, the next look waits for fresh figures. */
    private final Duration stale;

    private final Map<String, Depth> depths = new ConcurrentHashMap<>();
    private final Map<NamedQueue, String> urls = new ConcurrentHashMap<>();
    private final AtomicReference<Round> last = new AtomicReference<>();
    private ExecutorService threads;

    /** @param period how old the figures may be while somebody looks */
    QueueDepths(CamelContext camel, SqsClient sqs, Duration period) {
        this.camel = camel;
        this.sqs = sqs;
        this.period = period;
        stale = period.multipliedBy(3);
    }

    /**
     * What SQS reported for a queue. All numbers are approximate.
     *
     * @param asOf when SQS reported it
     * @param deadLetters the messages of its dead-letter queue; empty if it has none
     * @param drain by how many messages a second the queue has shrunk since the look before; 0 if that is not known
     */
    record Depth(Instant asOf, int waiting, int inFlight, int delayed, Optional<Integer> deadLetters, double drain) {}

    /**
     * The latest known figures.
     *
     * @param problem why SQS does not answer; empty if it does
     * @param requestsAnHour the requests in an hour, if somebody looks all the time
     */
    record DepthsNow(Map<String, Depth> depths, Optional<String> problem, long requestsAnHour) {}

    /** A queue by its name and account; the client's own account if that is {@code null}. */
    private record NamedQueue(String name, String account) {}

    /** One look at all queues. */
    private static final class Round {
        private final long began = System.nanoTime();
        private final Queue<String> left;
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicReference<String> problem = new AtomicReference<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile boolean isHopeless;

        Round(Collection<String> queues) {
            left = new ConcurrentLinkedQueue<>(queues);
        }

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - began > age.toNanos();
        }
    }

    /** Figures older than this have not been renewed for three periods. */
    Duration staleAfter() {
        return stale;
    }

    @Override
    protected void doStart() {
        threads = camel.getExecutorServiceManager().newCachedThreadPool(this, "QueueDepths");
    }

    @Override
    protected void doStop() {
        if (threads == null) {
            return;
        }
        camel.getExecutorServiceManager().shutdownNow(threads);
    }

    /**
     * The figures of these queues. The call does not wait for SQS, except for up to a second if nobody has looked for a while.
     */
    DepthsNow look(Collection<String> queues) throws InterruptedException {
        Round before = last.get();
        Round round = before;
        if (before == null || (before.end.isDone() && before.isOlderThan(period))) {
            Round next = new Round(queues);
            if (last.compareAndSet(before, next)) {
                begin(next);
            }
            round = last.get();
        }
        if (before == null || before.isOlderThan(stale)) {
            await(round);
        }
        Round ended = round.end.isDone() || before == null ? round : before;
        return new DepthsNow(
                Map.copyOf(depths),
                Optional.ofNullable(ended.problem.get()),
                ended.requests.get() * Duration.ofHours(1).dividedBy(period));
    }

    private void begin(Round round) {
        CompletableFuture<?>[] workers = IntStream.range(0, Math.max(1, Math.min(AT_ONCE, round.left.size())))
                .mapToObj(worker -> CompletableFuture.runAsync(() -> work(round), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(workers).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("The depths of queues could not be asked for", failure);
            }
            round.end.complete(null);
        });
    }

    private static void await(Round round) throws InterruptedException {
        try {
            round.end.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("SQS takes its time; the next look has the figures", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NamedQueue named(String queue) {
        topology.Queue known = topology.Queue.of(queue);
        return new NamedQueue(known.plainName(), known.account().orElse(null));
    }

    private void work(Round round) {
        for (String queue = round.left.poll(); queue != null && !round.isHopeless; queue = round.left.poll()) {
            NamedQueue place = named(queue);
            try {
                depths.put(queue, depth(queue, ask(round, place), round));
            } catch (QueueDoesNotExistException e) {
                urls.remove(place);
                depths.remove(queue);
            } catch (SdkException e) {
                LOG.debug("Queue {} cannot be looked at", queue, e);
                boolean refused = e instanceof SqsException answer && answer.statusCode() < SERVER_ERROR;
                round.problem.compareAndSet(
                        null,
                        SafeText.shortened(
                                (refused ? "SQS refuses: " : "SQS does not answer: ") + e.getMessage(),
                                LONGEST_PROBLEM));
                // Each further queue would take as long to show that SQS does not answer.
                round.isHopeless = !refused;
            }
        }
    }

    private Depth depth(String queue, QueueDepth asked, Round round) {
        Optional<Integer> letters = asked.deadLetters().flatMap(place -> letters(place, round));
        Instant now = Instant.now();
        Depth before = depths.get(queue);
        boolean comparable = before != null && before.asOf().plus(stale).isAfter(now);
        double seconds = comparable ? Duration.between(before.asOf(), now).toNanos() / NANOS_PER_SECOND : 0;
        return new Depth(
                now,
                asked.waiting(),
                asked.inFlight(),
                asked.delayed(),
                letters,
                seconds > 0 ? Math.max(0, before.waiting() - asked.waiting()) / seconds : 0);
    }

    private Optional<Integer> letters(Arn arn, Round round) {
        NamedQueue place =
                new NamedQueue(arn.resourceAsString(), arn.accountId().orElse(null));
        try {
            QueueDepth letters = ask(round, place);
            return Optional.of(letters.waiting() + letters.inFlight());
        } catch (QueueDoesNotExistException e) {
            urls.remove(place);
            return Optional.empty();
        }
    }

    private QueueDepth ask(Round round, NamedQueue place) {
        String url = urls.computeIfAbsent(
                place,
                unknown -> sqs.getQueueUrl(request -> request.queueName(place.name())
                                .queueOwnerAWSAccountId(place.account())
                                .overrideConfiguration(PROMPT))
                        .queueUrl());
        round.requests.incrementAndGet();
        return QueueDepth.of(sqs, url, PROMPT);
    }
}
