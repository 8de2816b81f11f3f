package delivery;

import delivery.Acknowledgement.Return;
import delivery.Attempt.Handler;
import delivery.Circuit.Position;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import ledger.LedgerWrites;
import process.CallerRuns;
import sqs.DeadLetterQueue;
import sqs.SqsQueue;

/** One run of a consumer, from its start to its stop. It makes the parts, connects them, and ends them in order. */
final class Consumption {
    /** Shorter than the linger of deletes, because a returned message should be visible at once. */
    private static final Duration VISIBILITY_LINGER = Duration.ofMillis(20);

    private static final int TRIES = 6;

    /** A faster handler is not worth its own thread. This is about ten times the cost of waking a thread. */
    private static final Duration QUICK = Duration.ofMillis(1);

    /** No handler counts as quick if messages must not be received ahead of free handlers. */
    private static final Duration NEVER_QUICK = Duration.ofNanos(1);

    /**
     * The longest time that a quick handler waits behind handlers that turn out to be slow. Each check of this wakes the timer's
     * thread.
     */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** The time that interrupted handlers have to end, and the time that the last acknowledgements may take. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DeliveryOptions options;
    private final ThreadSupply threads;
    private final ScheduledExecutorService timer;
    private final ExecutorService callThreads;
    private final ExecutorService ledgerThreads;
    private final ExecutorService handlers;
    private final ExecutorService pollerThreads;
    private final Slots slots;
    private final Strain queueStrain = new Strain();
    private final Strain ledgerStrain = new Strain();
    private final DeliveryMetrics metrics;
    private final Throttle throttle;
    private final Concurrency concurrency;
    private final BatchedCalls<InFlight> deletes;
    private final BatchedCalls<Return> returns;
    private final Heartbeat heartbeat;
    private final Intake intake;
    private final Pollers pollers;
    private final Poller poller;
    private final Receives receives;
    private volatile boolean polling;

    /** Callbacks of this run. Each of them may pause the run. */
    interface Signals {
        /** Called before a receive, which begins when this returns. */
        default void awaitTaker() throws InterruptedException {
            // a route can always take messages
        }

        /** Called when messages were received, before they are started. */
        void arrived();

        /** Called when the route pauses itself, tries one message, or goes on. */
        void circuit(Position position);
    }

    /**
     * The queue that is consumed, with everything that belongs to it.
     *
     * @param subscriber the subscriber that consumes the queue
     * @param parking parks the group of a dead letter; empty if the group goes on
     * @param traces makes the spans of the queue's messages
     */
    record Source(
            SqsQueue queue,
            QueueSubscriber subscriber,
            DeadLetterQueue deadLetters,
            Optional<Parking> parking,
            Signals signals,
            QueueTraces traces) {}

    /**
     * The subscriber that consumes a queue.
     *
     * @param name the queue's name, by which the ledger knows this subscriber
     * @param ordered whether messages of one group run one after the other
     */
    record QueueSubscriber(String name, boolean ordered) {}

    /**
     * @param ledger makes the ledger, whose calls run on the given executor
     * @param metrics new metrics, which count from this start on
     * @param threads the threads of this run, its own or shared with other runs
     */
    Consumption(
            DeliveryOptions options,
            Source source,
            Function<Executor, LedgerWrites> ledger,
            Handler handler,
            DeliveryMetrics metrics,
            ThreadSupply threads) {
        this.options = options;
        this.metrics = metrics;
        this.threads = threads;
        SqsQueue queue = source.queue();
        timer = threads.timer(source, "SqsTimer");
        callThreads = threads.fixed(source, "SqsCalls", options.maxPollers());
        Executor calls = new CallerRuns(callThreads);
        // A few threads for shared calls, and one for each message that waits until the ledger answers again.
        ledgerThreads = threads.cached(source, "LedgerCalls");
        Executor ledgerCalls = new CallerRuns(ledgerThreads);
        LedgerWrites writes = ledger.apply(ledgerCalls);
        // A message that waits for the ledger has a thread too. There are at most as many threads as slots and messages
        // received beyond them.
        handlers = options.remembered()
                ? threads.cached(source, "SqsHandler")
                : threads.fixed(source, "SqsHandler", options.concurrency());
        pollerThreads = threads.cached(source, "SqsPoller");
        slots = new Slots(options.limits().batching().slots(options.concurrency()));
        QueueTraces traces = source.traces();
        deletes = new BatchedCalls<>(
                messages -> traces.delete(
                        messages,
                        () -> queue.delete(
                                messages.stream().map(InFlight::receiptHandle).toList())),
                options.deleteLinger(),
                TRIES,
                timer,
                calls);
        returns = new BatchedCalls<>(
                all -> traces.giveBack(
                        all.stream().map(Return::message).toList(),
                        () -> queue.changeVisibility(
                                all.stream().map(Return::visibility).toList())),
                VISIBILITY_LINGER,
                TRIES,
                timer,
                calls);
        heartbeat = new Heartbeat(
                options,
                writes,
                new BatchedCalls<>(queue::changeVisibility, options.renewalLinger(), 1, timer, calls),
                System::nanoTime);
        throttle = throttle(options, source.signals());
        Duration quick = options.limits().prefetches() ? QUICK : NEVER_QUICK;
        concurrency = new Concurrency(options.concurrency(), quick);
        Claims claims = new Claims(options, source.subscriber().name(), writes, ledgerStrain, Clock.systemUTC());
        Acknowledgement acknowledgement = new Acknowledgement(options, deletes, returns, heartbeat, claims);
        Handler limited = options.timeout()
                .<Handler>map(timeout -> new TimeLimitedHandler(handler, timeout, timer))
                .orElse(handler);
        boolean ordered = source.subscriber().ordered();
        Attempt attempt = new Attempt(limited, concurrency, throttle, options.permanent(), traces, ordered);
        GivingUp givingUp =
                new GivingUp(options, source.deadLetters(), source.parking(), claims, acknowledgement, ledgerStrain);
        Settlement settlement = new Settlement(options, claims, givingUp, acknowledgement, ledgerCalls);
        Delivery delivery = new Delivery(options, claims, attempt, givingUp, acknowledgement, settlement);
        // If groups can be parked, each message is checked before it is claimed.
        boolean together = options.remembered() && source.parking().isEmpty();
        Batching batching = options.limits().batching();
        if (batching.isOn()) {
            SharedDelivery shared = new SharedDelivery(options, claims, together, attempt, givingUp, settlement);
            intake = new BatchedGroups(
                    new Ready(ordered, batching, shared::isShareable),
                    new BatchThreads(options.concurrency(), handlers, timer),
                    slots,
                    delivery,
                    shared,
                    metrics);
        } else {
            Handlers running = new Handlers(handlers, concurrency, timer, quick, MOMENT);
            intake =
                    new Groups(ordered, slots, delivery, Optional.of(claims).filter(all -> together), running, metrics);
        }
        pollers = new Pollers(options, pollerThreads, () -> polling);
        receives = new Receives(source, options, queueStrain, () -> polling, throttle);
        poller = new Poller(receives, slots, intake, heartbeat, pollers, ledgerStrain);
        heartbeat.start(timer);
    }

    private Throttle throttle(DeliveryOptions consumption, Signals signals) {
        ConsumptionLimits limits = consumption.limits();
        return new Throttle(
                limits.rate().map(rate -> new RateLimit(rate, metrics.rateWaits())),
                limits.pauseAfter()
                        .map(after -> new Circuit(
                                after, limits.pauseFor(), consumption.backoff().most(), timer, signals::circuit)));
    }

    void poll() {
        polling = true;
        throttle.open();
        slots.open();
        intake.resume();
        pollers.start(poller);
    }

    /**
     * Pauses the run: no receive begins, and messages that wait for their turn are returned at once. A receive in progress ends
     * normally.
     */
    void pause() {
        polling = false;
        throttle.close();
        slots.close();
        intake.stop();
    }

    /**
     * Pauses the run and interrupts its handlers. All messages are returned at once, without counting an attempt, and so are
     * those of a receive in progress.
     */
    void recall() {
        pause();
        intake.interrupt();
    }

    /** The number of receives in progress and of messages that have not ended. */
    int pending() {
        return receives.underWay() + intake.working();
    }

    /** How many handlers have run for so long that they seem to hang. */
    int stuckHandlers() {
        return heartbeat.stuck();
    }

    /** How many handlers run. */
    int runningHandlers() {
        return concurrency.running();
    }

    /** How many handlers may run at once. */
    int slots() {
        return options.concurrency();
    }

    /** The rate limit and the circuit of the receives. */
    Throttle throttle() {
        return throttle;
    }

    /** The failures of receives. */
    Strain queueStrain() {
        return queueStrain;
    }

    /** The failures of calls to the ledger. */
    Strain ledgerStrain() {
        return ledgerStrain;
    }

    /**
     * Ends this run. It waits for receives in progress, because a message that SQS delivers to an ended receive would stay hidden
     * until its visibility timeout is over. Handlers that still run are interrupted. A handler that ignores the interruption goes
     * on, but its message is returned all the same.
     *
     * @return a summary for the log
     */
    String stop() {
        try (BoundedWaits waits = new BoundedWaits()) {
            return stop(waits);
        }
    }

    private String stop(BoundedWaits waits) {
        pause();
        queueStrain.stop();
        boolean polled = waits.inTime(pollers::settle, options.longPoll().plus(GRACE));
        handlers.shutdown();
        pollerThreads.shutdown();
        intake.interrupt();
        ledgerStrain.stop();
        boolean handled = waits.inTime(handlers::awaitTermination, GRACE);
        intake.abandon();
        ledgerThreads.shutdown();
        boolean released = waits.inTime(ledgerThreads::awaitTermination, GRACE);
        boolean returned = waits.inTime(returns::settle, GRACE);
        boolean deleted = waits.inTime(deletes::settle, GRACE);
        for (ExecutorService pool : List.of(pollerThreads, handlers, timer, callThreads, ledgerThreads)) {
            threads.end(pool);
        }
        return metrics.of(End.HANDLED) + " handled, "
                + metrics.of(End.GIVEN_BACK) + " given back, "
                + metrics.of(End.INTERRUPTED) + " interrupted"
                + (polled ? "" : "; a receive did not end, its messages come again")
                + (handled ? "" : "; a handler did not heed the interruption and may still run")
                + (released ? "" : "; the ledger did not answer, and some leases expire by themselves")
                + (returned && deleted
                        ? ""
                        : "; the last acknowledgements were not answered, those messages may come again");
    }
}
