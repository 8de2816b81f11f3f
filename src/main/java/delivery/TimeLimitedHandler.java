package delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A handler with a timeout. When the time is over, the handler is interrupted, and its attempt has failed whether or not it
 * reacts.
 */
record TimeLimitedHandler(Attempt.Handler handler, Duration timeout, ScheduledExecutorService timer)
        implements Attempt.Handler {
    @Override
    public void handle(List<InFlight> messages) throws Throwable {
        ScheduledFuture<?> limit =
                timer.schedule(() -> messages.forEach(InFlight::timeOut), timeout.toMillis(), TimeUnit.MILLISECONDS);
        Throwable failure = null;
        try {
            handler.handle(messages);
        } catch (Throwable e) {
            failure = e;
        } finally {
            limit.cancel(false);
        }
        if (messages.stream().anyMatch(InFlight::isTimedOut)) {
            throw new HandlerTimeoutException(timeout, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }
}
