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

/** One run of a consumer from its start to its stop: what the parts are, and in which order they end. */
final class Consumption {
    /** Shorter, for a message that goes back is to be visible at once. */
    private static final Duration VISIBILITY_LINGER = Duration.ofMillis(20);

    private static final int TRIES = 6;

    /** A handler that takes less is not worth a thread of its own; about ten times what it costs to wake one. */
    private static final Duration QUICK = Duration.ofMillis(1);

    /** No handler is quick where nothing may be received ahead of them. */
    private static final Duration NEVER_QUICK = Duration.ofNanos(1);

    /** How long a quick handler may wait for others that turn out not to be. Each look at that wakes the timer's thread. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** How long interrupted handlers have to come to an end, and how long the last acknowledgements may take. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DeliveryOptions options;
    private final ThreadSupply threads;
    private final ScheduledExecutorService timer;
    private final ExecutorService callThreads;
    private final ExecutorService ledgerThreads;
    private final ExecutorService handlers;
    private final ExecutorService pollerThreads;
    private final Room room;
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

    /** Who hears of this run. Each call may pause it. */
    interface Signals {
        /** A receive is about to begin. It waits for as long as this call. */
        default void awaitTaker() throws InterruptedException {
            // a route is always there
        }

        /** Messages were received and are about to be started. */
        void arrived();

        /** The route pauses itself, tries one message, or goes on. */
        void circuit(Position position);
    }

    /**
     * What is consumed.
     *
     * @param subscriber who consumes it
     * @param parking what a dead letter means to its group; empty if the group goes on
     * @param traces makes the spans of its messages
     */
    record Source(
            SqsQueue queue,
            QueueSubscriber subscriber,
            DeadLetterQueue deadLetters,
            Optional<Parking> parking,
            Signals signals,
            QueueTraces traces) {}

    /**
     * Who consumes a queue.
     *
     * @param name the queue's name, by which the ledger knows this subscriber
     * @param ordered whether messages of one group run one after the other
     */
    record QueueSubscriber(String name, boolean ordered) {}

    /**
     * @param ledger the ledger, whose calls are made by what it is given
     * @param metrics new ones, which count from this start on
     * @param threads of its own, or shared with other runs
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
        // A few for calls that are shared, and one for each message that waits until the ledger is back.
        ledgerThreads = threads.cached(source, "LedgerCalls");
        Executor ledgerCalls = new CallerRuns(ledgerThreads);
        LedgerWrites writes = ledger.apply(ledgerCalls);
        // What waits for the ledger has a thread too: as many at most as there are places, and what the receives bring
        // beyond.
        handlers = options.remembered()
                ? threads.cached(source, "SqsHandler")
                : threads.fixed(source, "SqsHandler", options.concurrency());
        // As many as there are pollers, and one for each that has to run a handler to its end.
        pollerThreads = threads.cached(source, "SqsPoller");
        room = new Room(options.limits().batching().room(options.concurrency()));
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
        // Of a group that may be parked, each message is looked at before it is claimed.
        boolean together = options.remembered() && source.parking().isEmpty();
        Batching batching = options.limits().batching();
        if (batching.isOn()) {
            SharedDelivery shared = new SharedDelivery(options, claims, together, attempt, givingUp, settlement);
            intake = new BatchedGroups(
                    new Ready(ordered, batching, shared::isShareable),
                    new BatchThreads(options.concurrency(), handlers, timer),
                    room,
                    delivery,
                    shared,
                    metrics);
        } else {
            Handlers running = new Handlers(handlers, concurrency, timer, quick, MOMENT);
            intake = new Groups(ordered, room, delivery, Optional.of(claims).filter(all -> together), running, metrics);
        }
        pollers = new Pollers(options, pollerThreads, () -> polling);
        receives = new Receives(source, options, queueStrain, () -> polling, throttle);
        poller = new Poller(receives, room, intake, heartbeat, pollers, ledgerStrain);
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
        room.open();
        intake.resume();
        pollers.start(poller);
    }

    /** No further receive; what waits for its turn goes back at once. A receive under way comes to its end. */
    void pause() {
        polling = false;
        throttle.close();
        room.close();
        intake.stop();
    }

    /**
     * Gives everything back at once, without counting an attempt: what waits for its turn, and what handlers have begun. What a
     * receive under way brings goes back too.
     */
    void recall() {
        pause();
        intake.interrupt();
    }

    /** Receives under way and messages that have not come to an end. */
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

    /** How many may run. */
    int places() {
        return options.concurrency();
    }

    /** What holds the receives back. */
    Throttle throttle() {
        return throttle;
    }

    /** How the receives go. */
    Strain queueStrain() {
        return queueStrain;
    }

    /** How the calls to the ledger go. */
    Strain ledgerStrain() {
        return ledgerStrain;
    }

    /**
     * Ends this run. Receives under way are awaited, for a message that SQS hands out and nobody takes would stay hidden
     * until its visibility timeout is over. Handlers that still work are interrupted; those that do not heed it are left
     * alone, and their messages go back all the same.
     *
     * @return what happened, for people
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
        boolean handled = waits.inTime(handlers::awaitTermination, GRACE)
                && (!polled || waits.inTime(pollerThreads::awaitTermination, GRACE));
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
