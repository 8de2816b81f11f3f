package ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * The routes that operators have paused. Pauses of this process are kept in memory, pauses of all processes in the ledger.
 *
 * <p>An idle process never asks the ledger. A process asks when its first route starts, when messages arrive and the last answer
 * is old, and every {@code period} while a route is paused in all processes. If no route uses the ledger, pauses of all processes
 * do not reach this process.
 */
public final class Pauses extends ServiceSupport {
    private static final String PAUSED = "caravan.consumer.paused";

    /** How long messages, or a route's start, wait for the ledger. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final CamelContext camel;
    private final PauseRecords records;
    private final Duration period;
    private final MeterRegistry meters;
    private final Map<String, Pause> here = new ConcurrentHashMap<>();
    private final Map<String, Runnable> routes = new ConcurrentHashMap<>();
    private final AtomicBoolean isLookDue = new AtomicBoolean();
    private volatile Map<String, Pause> everywhere = Map.of();
    private volatile LastAnswer last;
    private volatile boolean usesLedger;
    private ScheduledExecutorService timer;

    /**
     * The last answer of the ledger.
     *
     * @param nanos when the ledger answered or failed to, by {@link System#nanoTime}
     * @param away since when the ledger has not answered; {@code null} if it has
     * @param refusal why the ledger refuses these credentials; {@code null} if it does not
     */
    private record LastAnswer(long nanos, Instant away, String refusal) {}

    /** @param period how old the ledger's answer may be; messages that arrive later wait for a new one */
    Pauses(CamelContext camel, PauseRecords records, Duration period, MeterRegistry meters) {
        this.camel = camel;
        this.records = records;
        this.period = period;
        this.meters = meters;
    }

    /** The pauses of an application; empty if it has no ledger. */
    public static Optional<Pauses> of(CamelContext camel) {
        return Optional.ofNullable(camel.getRegistry().findSingleByType(Pauses.class));
    }

    @Override
    protected void doStart() {
        timer = camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "Pauses");
    }

    @Override
    protected void doStop() {
        if (timer == null) {
            return;
        }
        camel.getExecutorServiceManager().shutdownNow(timer);
    }

    /**
     * Adds a route that starts. The first route that uses the ledger makes this ask which routes are paused in all processes.
     *
     * @param remembered whether the route uses the ledger
     * @param changed called when the route may have been paused or resumed
     */
    public void watch(String route, boolean remembered, Runnable changed) {
        if (meters.find(PAUSED).tag("route", route).gauge() == null) {
            Gauge.builder(PAUSED, () -> of(route).isPresent() ? 1 : 0)
                    .description("1 while an operator has paused the route, else 0")
                    .tag("route", route)
                    .strongReference(true)
                    .register(meters);
        }
        routes.put(route, changed);
        if (remembered) {
            usesLedger = true;
            if (last == null) {
                lookUnlessSince(System.nanoTime());
            }
        }
    }

    /** Removes a route that has stopped. */
    public void forget(String route) {
        routes.remove(route);
    }

    /** The pause of a route, if it is paused. A pause of all processes comes first. */
    public Optional<Pause> of(String route) {
        Pause all = everywhere.get(route);
        return Optional.ofNullable(all == null ? here.get(route) : all);
    }

    /** Whether a pause in all processes reaches this process. */
    public boolean reachesAll() {
        return usesLedger;
    }

    /** Since when the ledger has not answered; empty if it has answered or was not asked. */
    public Optional<Instant> awaySince() {
        return Optional.ofNullable(last).map(LastAnswer::away);
    }

    /** Whether the ledger answered the last question. */
    public boolean hasAnswered() {
        LastAnswer answer = last;
        return answer != null && answer.away() == null && answer.refusal() == null;
    }

    /**
     * Asks the ledger again if its answer is too old. It is called when messages have arrived, or when somebody looks at the
     * routes.
     */
    public void refresh() {
        LastAnswer answer = last;
        if (!usesLedger || answer == null) {
            return;
        }
        long now = System.nanoTime();
        long age = now - answer.nanos();
        if (age > period.toNanos()) {
            lookUnlessSince(now);
        } else if (age > period.toNanos() / 4 * 3) {
            // In the background, so that a busy process never waits.
            lookIn(Duration.ZERO);
        }
    }

    /** Pauses a route in this process. */
    public synchronized void pauseHere(String route, Pause pause) {
        here.put(route, pause);
        changed(route);
    }

    /**
     * Pauses a route in all processes: one write.
     *
     * @throws LedgerUnavailableException if the ledger does not answer
     */
    public synchronized void pauseEverywhere(String route, Pause pause) {
        records.put(route, pause);
        Map<String, Pause> now = new HashMap<>(everywhere);
        now.put(route, pause);
        known(now);
    }

    /** Resumes a route that was paused in this process only. False if it was not. */
    public synchronized boolean resumeHere(String route) {
        boolean paused = here.remove(route) != null;
        if (paused) {
            changed(route);
        }
        return paused;
    }

    /**
     * Resumes a route in all processes: one write. A process that has paused the route for itself keeps its own pause.
     *
     * @return false if the route was not paused in all processes
     * @throws LedgerUnavailableException if the ledger does not answer
     */
    public synchronized boolean resumeEverywhere(String route) {
        boolean paused = records.remove(route);
        Map<String, Pause> now = new HashMap<>(everywhere);
        now.remove(route);
        known(now);
        return paused;
    }

    private synchronized void lookUnlessSince(long nanos) {
        LastAnswer answer = last;
        if (answer == null || answer.nanos() - nanos < 0) {
            look();
        }
    }

    private synchronized void look() {
        try {
            known(records.all(PATIENCE));
            last = new LastAnswer(System.nanoTime(), null, null);
        } catch (LedgerUnavailableException e) {
            last = unanswered(e);
        } catch (RuntimeException e) {
            // The caller may hold messages that it received, so it must not fail.
            LOG.error("Which routes are paused cannot be read; the ledger is asked again", e);
            last = new LastAnswer(System.nanoTime(), null, SafeText.of(e));
        }
    }

    private LastAnswer unanswered(LedgerUnavailableException failure) {
        LastAnswer before = last;
        if (failure.getCause() instanceof ResourceNotFoundException) {
            // DynamoDB answers, but the table does not exist yet, so nothing is paused.
            return new LastAnswer(System.nanoTime(), null, null);
        }
        if (failure.isRefusal()) {
            if (before == null || before.refusal() == null) {
                LOG.warn(
                        "Pauses of routes in all processes cannot be seen here, which needs dynamodb:Query: {}",
                        SafeText.of(failure.getMessage()));
            }
            return new LastAnswer(System.nanoTime(), null, SafeText.of(failure.getMessage()));
        }
        LOG.debug("Which routes are paused is not known at the moment", failure);
        Instant since = before == null || before.away() == null ? Instant.now() : before.away();
        return new LastAnswer(System.nanoTime(), since, null);
    }

    /** Takes over the pauses of all processes, and notifies the routes whose pause has begun or ended. */
    private void known(Map<String, Pause> now) {
        Map<String, Pause> before = everywhere;
        everywhere = Map.copyOf(now);
        Set<String> either = new TreeSet<>(before.keySet());
        either.addAll(now.keySet());
        either.stream()
                .filter(route -> before.containsKey(route) != now.containsKey(route))
                .forEach(this::changed);
        if (!now.isEmpty()) {
            lookIn(period);
        }
    }

    private void changed(String route) {
        of(route)
                .ifPresentOrElse(
                        pause -> LOG.info(
                                "Route {} is paused in {} by {}{}",
                                route,
                                pause.everywhere() ? "all processes" : "this process",
                                SafeText.line(pause.by()),
                                pause.reason() == null ? "" : ": " + SafeText.line(pause.reason())),
                        () -> LOG.info("Route {} is resumed", route));
        Runnable watcher = routes.get(route);
        if (watcher != null) {
            watcher.run();
        }
    }

    /** Schedules a question to the ledger, unless one is scheduled already. */
    private void lookIn(Duration delay) {
        if (isLookDue.compareAndSet(false, true)) {
            try {
                timer.schedule(this::lookNow, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("The application stops; nobody needs to know what is paused", e);
            }
        }
    }

    private void lookNow() {
        isLookDue.set(false);
        look();
        if (!everywhere.isEmpty()) {
            lookIn(period);
        }
    }
}
