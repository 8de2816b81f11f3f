package delivery;

import event.ReceivedEvent;
import failure.Failure;
import java.util.List;
import java.util.Optional;

/** One run of the user's handler. */
final class Attempt {
    /** Runs the user's handler; throws what the handler throws. */
    interface Handler {
        void handle(InFlight message, ReceivedEvent event) throws Throwable;
    }

    private final Handler handler;
    private final Concurrency concurrency;
    private final Throttle throttle;
    private final List<Class<? extends Throwable>> permanent;
    private final QueueTraces traces;

    /** @param permanent exceptions that say nothing of the handler's health, but of the event */
    Attempt(
            Handler handler,
            Concurrency concurrency,
            Throttle throttle,
            List<Class<? extends Throwable>> permanent,
            QueueTraces traces) {
        this.handler = handler;
        this.concurrency = concurrency;
        this.throttle = throttle;
        this.permanent = permanent;
        this.traces = traces;
    }

    /**
     * Runs the handler as soon as one more may begin and run.
     *
     * @return why it failed; empty if it succeeded, or if a stop or a pause came first
     */
    Optional<Throwable> run(InFlight message, ReceivedEvent event) {
        try {
            throttle.start();
            concurrency.run(() -> {
                if (message.beginHandling()) {
                    message.processing(traces.process(message, event));
                    message.processing().run(() -> handler.handle(message, event));
                }
            });
            if (counts(message)) {
                throttle.succeeded(message);
            }
            return Optional.empty();
        } catch (Throwable e) {
            // An Error is the handler's failure too; it must not end a thread or leave a message in flight.
            if (counts(message)) {
                throttle.failed(message, Failure.of(e, permanent), e);
            }
            return Optional.of(e);
        } finally {
            message.stopWork();
        }
    }

    /** Whether the handler's end says something of the handler, and not of a stop or another consumer. */
    private static boolean counts(InFlight message) {
        return message.wasBegun() && !message.isStopped() && !message.isLost();
    }
}
