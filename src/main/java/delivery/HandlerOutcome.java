package delivery;

import java.util.Optional;

/**
 * The outcome of the handler for one message.
 *
 * @param failure why the handler failed; empty if it did not
 * @param shared whether the failure is that of a whole batch, which another event may have caused
 * @param behind whether an earlier message of the group failed, so that this one counts as not handled
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
