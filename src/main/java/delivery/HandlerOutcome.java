package delivery;

import java.util.Optional;

/**
 * What came of a message's handler.
 *
 * @param failure why it failed; empty if it did not
 * @param shared whether the failure is that of a whole batch, which may be another event's fault
 * @param behind whether one before it in its group failed, so that it counts as not handled
 */
record HandlerOutcome(Optional<Throwable> failure, boolean shared, boolean behind) {
    static final HandlerOutcome HANDLED = new HandlerOutcome(Optional.empty(), false, false);
    static final HandlerOutcome BEHIND = new HandlerOutcome(Optional.empty(), false, true);

    static HandlerOutcome failed(Throwable failure) {
        return new HandlerOutcome(Optional.of(failure), false, false);
    }

    static HandlerOutcome failedTogether(Throwable failure) {
        return new HandlerOutcome(Optional.of(failure), true, false);
    }

    boolean isHandled() {
        return failure.isEmpty() && !behind;
    }
}
