package delivery;

import failure.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import telemetry.Processing;

/** One run of the user's handler, for one message or for several at once. */
final class Attempt {
    /** Runs the user's handler; throws what the handler throws. */
    interface Handler {
        /** @throws SomeFailedException if only some messages have failed; the exception names them */
        void handle(List<InFlight> messages) throws Throwable;
    }

    private final Handler handler;
    private final Concurrency concurrency;
    private final Throttle throttle;
    private final List<Class<? extends Throwable>> permanent;
    private final QueueTraces traces;
    private final boolean ordered;

    /**
     * @param permanent exceptions whose cause is the event, so they say nothing about the handler's health
     * @param ordered whether a message counts as not handled if an earlier message of its group failed
     */
    Attempt(
            Handler handler,
            Concurrency concurrency,
            Throttle throttle,
            List<Class<? extends Throwable>> permanent,
            QueueTraces traces,
            boolean ordered) {
        this.handler = handler;
        this.concurrency = concurrency;
        this.throttle = throttle;
        this.permanent = permanent;
        this.traces = traces;
        this.ordered = ordered;
    }

    /**
     * Runs the handler once the rate and the concurrency allow it, for the messages that may still begin at that time.
     *
     * @return the outcome of each message, in the same order; it has no meaning for a message that did not begin because of a
     *     stop or a pause
     */
    List<HandlerOutcome> run(List<InFlight> messages) {
        List<InFlight> begun = new ArrayList<>(messages.size());
        try {
            List<HandlerOutcome> outcomes = outcomes(messages, begun, failure(messages, begun));
            tell(messages, outcomes);
            return outcomes;
        } finally {
            messages.forEach(InFlight::stopWork);
        }
    }

    /** @return what the handler, or the wait for it, has thrown; {@code null} if the handler has succeeded */
    private Throwable failure(List<InFlight> messages, List<InFlight> begun) {
        try {
            throttle.start(messages.size());
            concurrency.run(() -> {
                begin(messages, begun);
                if (!begun.isEmpty()) {
                    Processing span = traces.process(begun);
                    begun.forEach(message -> message.processing(span));
                    span.run(() -> handler.handle(begun));
                }
            });
            return null;
        } catch (Throwable e) {
            // An Error is a failure of the handler too. It must not end a thread or leave a message in flight.
            return e;
        }
    }

    /** If a message may not begin, later messages of its group may not begin either. */
    private void begin(List<InFlight> messages, List<InFlight> begun) {
        Set<String> held = new HashSet<>(0);
        for (InFlight message : messages) {
            boolean follows = ordered && held.contains(message.group());
            if (!follows && message.beginHandling()) {
                begun.add(message);
            } else {
                held.add(message.group());
            }
        }
    }

    private List<HandlerOutcome> outcomes(List<InFlight> messages, List<InFlight> begun, Throwable failure) {
        List<HandlerOutcome> outcomes = new ArrayList<>(messages.size());
        Set<String> failedGroups = new HashSet<>();
        for (InFlight message : messages) {
            if (ordered && failedGroups.contains(message.group())) {
                outcomes.add(HandlerOutcome.BEHIND);
                continue;
            }
            HandlerOutcome outcome = outcome(message, begun.size() > 1, failure);
            outcomes.add(outcome);
            if (ordered && !outcome.isHandled() && message.group() != null) {
                failedGroups.add(message.group());
            }
        }
        return outcomes;
    }

    private static HandlerOutcome outcome(InFlight message, boolean together, Throwable failure) {
        if (failure instanceof SomeFailedException some) {
            Throwable own = some.failure(message);
            return own == null ? HandlerOutcome.HANDLED : HandlerOutcome.failed(own);
        } else if (failure != null) {
            return together ? HandlerOutcome.failedTogether(failure) : HandlerOutcome.failed(failure);
        }
        return HandlerOutcome.HANDLED;
    }

    /**
     * Reports the handler's success or failure to the throttle. A run with several messages counts once. It is a success if one
     * message was handled. A permanent failure is reported only if no message failed otherwise.
     */
    private void tell(List<InFlight> messages, List<HandlerOutcome> outcomes) {
        InFlight failed = null;
        Throwable why = null;
        for (int i = 0; i < messages.size(); i++) {
            InFlight message = messages.get(i);
            HandlerOutcome outcome = outcomes.get(i);
            boolean counts = counts(message);
            if (counts && outcome.isHandled()) {
                throttle.succeeded(message);
                return;
            }
            boolean isWorse = failed == null || Failure.of(why, permanent).permanent();
            if (counts && !outcome.behind() && isWorse) {
                failed = message;
                why = outcome.failure().orElseThrow();
            }
        }
        if (failed != null) {
            throttle.failed(failed, Failure.of(why, permanent), why);
        }
    }

    /** Whether the outcome is the handler's own, and not caused by a stop or by another consumer. */
    private static boolean counts(InFlight message) {
        return message.wasBegun() && !message.isStopped() && !message.isLost();
    }
}
