package local.faults;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;

/**
 * The faults of one proxy, switched on and off while calls run.
 *
 * <pre>{@code
 * proxy.faults().on("DeleteMessageBatch").withProbability(0.1).loseAnswer();
 * proxy.faults().on("Publish", "PublishBatch").times(2).throttle();
 * proxy.faults().onEverything().cutBeforeWork();
 * proxy.faults().clear();
 * }</pre>
 *
 * <p>Rules apply to a call in the order in which they were made. The first rule that strikes decides. The later rules
 * apply as well only after a delay or a hold. Each rule has its own random sequence, made from the seed and the rule's
 * number. Whether its n-th call is struck depends on nothing else.
 */
public final class Faults {
    private final long seed;
    private final AtomicLong made = new AtomicLong();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final AtomicReference<CompletableFuture<Void>> end = new AtomicReference<>(new CompletableFuture<>());

    Faults(long seed) {
        this.seed = seed;
    }

    /** Chooses calls of these actions. */
    public Choice on(String... actions) {
        return new Choice(Set.of(actions), 1, 0, Integer.MAX_VALUE);
    }

    /** Chooses calls of all actions. */
    public Choice onEverything() {
        return new Choice(Set.of(), 1, 0, Integer.MAX_VALUE);
    }

    /** Ends all faults for new calls; calls that are held continue. */
    public void clear() {
        rules.clear();
        end.getAndSet(new CompletableFuture<>()).complete(null);
    }

    void meet(Exchange exchange) {
        meet(exchange, rules.iterator());
    }

    private static void meet(Exchange exchange, Iterator<Rule> rules) {
        while (rules.hasNext()) {
            Rule rule = rules.next();
            if (rule.strikes(exchange.request().action())) {
                rule.fault().strike(exchange, () -> meet(exchange, rules));
                return;
            }
        }
        exchange.forward();
    }

    /** The calls that a fault strikes. Naming the fault switches it on. */
    public final class Choice {
        private final Set<String> actions;
        private final double probability;
        private final int passes;
        private final int times;

        private Choice(Set<String> actions, double probability, int passes, int times) {
            this.actions = actions;
            this.probability = probability;
            this.passes = passes;
            this.times = times;
        }

        /** Limits the fault to a random share of the calls: 0 for none, 1 for all. */
        public Choice withProbability(double share) {
            return new Choice(actions, share, passes, times);
        }

        /** Limits the fault to the next calls. */
        public Choice times(int calls) {
            return new Choice(actions, probability, passes, calls);
        }

        /** Lets the next calls pass before the fault begins. */
        public Choice after(int calls) {
            return new Choice(actions, probability, calls, times);
        }

        /** Delays the work, and with it the answer. */
        public void delay(Duration delay) {
            make((exchange, otherwise) -> exchange.after(delay, otherwise));
        }

        /** Holds the call until the faults are cleared. */
        public void hold() {
            CompletableFuture<Void> cleared = end.get();
            make((exchange, otherwise) -> cleared.thenRun(() -> exchange.after(Duration.ZERO, otherwise)));
        }

        /** Lets the service do its work, but cuts the connection without an answer. */
        public void loseAnswer() {
            make((exchange, otherwise) -> exchange.forwardAndLoseTheAnswer());
        }

        /** Cuts the connection before the service does any work. */
        public void cutBeforeWork() {
            make((exchange, otherwise) -> exchange.cut());
        }

        /** Answers with the service's throttling error, without any work. */
        public void throttle() {
            make((exchange, otherwise) -> exchange.answer(exchange.request().throttled()));
        }

        /** Answers with the service's own error 500, without any work. */
        public void internalError() {
            make((exchange, otherwise) -> exchange.answer(exchange.request().internalError()));
        }

        /** Answers with error 503, as if the service were away, without any work. */
        public void unavailable() {
            refuse(503, "ServiceUnavailable");
        }

        /** Answers with any other error in the service's format, without any work. */
        public void refuse(int status, String code) {
            make((exchange, otherwise) ->
                    exchange.answer(exchange.request().error(status, code, "Refused by a fault of the proxy")));
        }

        /**
         * Reports entries of a batch as failed, without working on them. Positions begin at 0. Entries of SQS's batches
         * and of {@code PublishBatch} are reported as {@code Failed}, those of {@code BatchWriteItem} as
         * {@code UnprocessedItems}. Statements of {@code BatchExecuteStatement} get an {@code Error}. Calls that are no
         * batch pass.
         */
        public void failEntries(IntPredicate positions) {
            make((exchange, otherwise) ->
                    exchange.request().without(positions).ifPresentOrElse(exchange::forward, otherwise));
        }

        /** As {@link #failEntries(IntPredicate)}, with entries chosen at random. */
        public void failEntriesWithProbability(double share) {
            Random random = nextRandom();
            failEntries(position -> random.nextDouble() < share);
        }

        /**
         * Answers statements of a {@code BatchExecuteStatement} with an error, without running them. Positions begin at
         * 0. Other calls pass.
         *
         * @param code one of {@code BatchStatementErrorCodeEnum}
         */
        public void failStatements(IntPredicate positions, String code) {
            make((exchange, otherwise) -> exchange.request()
                    .withoutStatements(positions, code)
                    .ifPresentOrElse(exchange::forward, otherwise));
        }

        /** As {@link #failStatements}, but the statements are run: the error hides what they did. */
        public void failStatementsAfterWork(IntPredicate positions, String code) {
            make((exchange, otherwise) -> exchange.request()
                    .withRefusedStatements(positions, code)
                    .ifPresentOrElse(exchange::forward, otherwise));
        }

        private void make(Fault fault) {
            rules.add(new Rule(actions, probability, passes, times, nextRandom(), fault));
        }

        private Random nextRandom() {
            return new Random(seed * 31 + made.incrementAndGet());
        }
    }
}
