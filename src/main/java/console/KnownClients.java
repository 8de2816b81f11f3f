package console;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import topology.InboxLine;
import topology.provisioning.ClientQueues;

/**
 * How many clients each inbox has, connected or not. SQS lists their queues, a thousand in a request. While somebody looks,
 * this happens in the background, once in a period.
 */
final class KnownClients extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(KnownClients.class);
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int LISTED = 1000;

    private final CamelContext camel;
    private final ClientQueues queues;
    private final Duration period;
    private final Map<String, Counted> counts = new ConcurrentHashMap<>();
    private ExecutorService threads;

    /** @param period how old a count may be while somebody looks */
    KnownClients(CamelContext camel, ClientQueues queues, Duration period) {
        this.camel = camel;
        this.queues = queues;
        this.period = period;
    }

    /**
     * A count that is in progress, and the count before it.
     *
     * @param last the count before; empty at first, and while SQS refuses
     * @param began when the count in progress began, by {@link System#nanoTime}
     */
    private record Counted(OptionalInt last, long began, CompletableFuture<OptionalInt> next) {
        OptionalInt known() {
            return next.getNow(last);
        }

        boolean isDue(Duration period) {
            return next.isDone() && System.nanoTime() - began > period.toNanos();
        }
    }

    @Override
    protected void doStart() {
        threads = camel.getExecutorServiceManager().newFixedThreadPool(this, "KnownClients", 1);
    }

    @Override
    protected void doStop() {
        if (threads == null) {
            return;
        }
        camel.getExecutorServiceManager().shutdownNow(threads);
    }

    /** The number of clients; empty if SQS does not answer. Only the first look waits for SQS, for a second at most. */
    OptionalInt of(InboxLine line) throws InterruptedException {
        Counted count = counts.compute(
                line.inbox().name(),
                (inbox, before) -> before == null || before.isDue(period) ? begun(line, before) : before);
        return count.last().isPresent() ? count.known() : awaited(count);
    }

    private Counted begun(InboxLine line, Counted before) {
        return new Counted(
                before == null ? OptionalInt.empty() : before.known(),
                System.nanoTime(),
                CompletableFuture.supplyAsync(() -> counted(line), threads));
    }

    private static OptionalInt awaited(Counted count) throws InterruptedException {
        try {
            return count.next().get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("SQS takes its time; the next look has the number of clients", e);
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private OptionalInt counted(InboxLine line) {
        try {
            Set<String> clients = new HashSet<>(line.clients());
            clients.addAll(queues.of(line.inbox()).keySet());
            return OptionalInt.of(clients.size());
        } catch (SdkException e) {
            LOG.debug("The clients of inbox {} cannot be counted", line.inbox().name(), e);
            return OptionalInt.empty();
        }
    }

    /** The requests to SQS in an hour, if somebody looks all the time. */
    long requestsAnHour() {
        long once = counts.values().stream()
                .mapToLong(count -> 1 + count.known().orElse(0) / LISTED)
                .sum();
        return once * Duration.ofHours(1).dividedBy(period);
    }
}
