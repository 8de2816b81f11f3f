package delivery;

import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Consumes one queue from its start until its taker leaves, except while an operator pauses the route. */
public final class OnDemandConsumer {
    private final Consumption consumption;
    private final OnDemandConsumers all;
    private final BooleanSupplier isPaused;

    /** Whether the taker is present. If so, the queue is polled unless an operator has paused the route. */
    private boolean isTaken;

    private boolean hasLeft;

    OnDemandConsumer(Consumption consumption, OnDemandConsumers all, BooleanSupplier isPaused) {
        this.consumption = consumption;
        this.all = all;
        this.isPaused = isPaused;
    }

    /** Begins to receive, or waits until an operator resumes the route. */
    public synchronized void start() {
        isTaken = !hasLeft;
        pollUnlessPaused();
    }

    /** Polls or pauses as the operator wants now. It is synchronized, so that no earlier decision overtakes a later one. */
    synchronized void pollUnlessPaused() {
        if (!isTaken) {
            return;
        }
        if (isPaused.getAsBoolean()) {
            consumption.pause();
        } else {
            consumption.poll();
        }
    }

    /**
     * Ends the consumption because the taker leaves. Messages that it has not handled are visible again at once, without an
     * attempt. No further receive begins. This returns without waiting for AWS. A receive in progress ends in the background, and
     * its messages are returned too.
     */
    public void leave() {
        boolean isFirst;
        synchronized (this) {
            isFirst = !hasLeft;
            hasLeft = true;
            isTaken = false;
            consumption.recall();
        }
        if (isFirst) {
            all.left(this);
        }
    }

    /** Whether the queue has been deleted since the start. */
    public boolean isQueueGone() {
        return consumption.queueStrain().isFelt()
                && consumption.queueStrain().last() instanceof QueueDoesNotExistException;
    }

    /** Waits for a receive in progress and for the last calls. */
    void stop() {
        consumption.stop();
    }

    /** The run of this consumer. */
    Consumption consumption() {
        return consumption;
    }
}
