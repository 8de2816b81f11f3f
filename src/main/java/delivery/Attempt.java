package delivery;

import event.ReceivedEvent;
import java.util.Optional;

/** One run of the user's handler. */
final class Attempt {
    /** Runs the user's handler; throws what the handler throws. */
    interface Handler {
        void handle(InFlight message, ReceivedEvent event) throws Throwable;
    }

    private final Handler handler;
    private final Concurrency concurrency;
    private final QueueTraces traces;

    Attempt(Handler handler, Concurrency concurrency, QueueTraces traces) {
        this.handler = handler;
        this.concurrency = concurrency;
        this.traces = traces;
    }

    /**
     * Runs the handler as soon as one more may run.
     *
     * @return why it failed; empty if it succeeded, or if a stop or a pause came first
     */
    Optional<Throwable> run(InFlight message, ReceivedEvent event) {
        try {
            concurrency.run(() -> {
                if (message.beginHandling()) {
                    message.processing(traces.process(message, event));
                    message.processing().run(() -> handler.handle(message, event));
                }
            });
            return Optional.empty();
        } catch (Throwable e) {
            // An Error is the handler's failure too; it must not end a thread or leave a message in flight.
            return Optional.of(e);
        } finally {
            message.stopWork();
        }
    }
}
