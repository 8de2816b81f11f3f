package delivery;

import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Consumes one queue from its start until its taker has gone, except while an operator pauses the route. */
public final class OnDemandConsumer {
    private final Consumption consumption;
    private final OnDemandConsumers all;
    private final BooleanSupplier isPaused;

    /** Whether the taker is there; then an operator's pause decides whether its queue is polled. */
    private boolean isTaken;

    private boolean hasLeft;

    OnDemandConsumer(Consumption consumption, OnDemandConsumers all, BooleanSupplier isPaused) {
        this.consumption = consumption;
        this.all = all;
        this.isPaused = isPaused;
    }

    /** Begins to receive, or waits until the route is resumed. */
    public synchronized void start() {
        isTaken = !hasLeft;
        pollUnlessPaused();
    }

    /** Does what the operator wants now: a pause must not be overtaken by a resume, nor the end by either. */
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
     * The taker has gone. What it has not handled becomes visible again at once, without an attempt, and nothing more is
     * received. Returns without waiting for AWS; a receive under way is awaited behind, and what it brings goes back too.
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

    /** Whether the queue has been removed since the start. */
    public boolean isQueueGone() {
        return consumption.queueStrain().isFelt()
                && consumption.queueStrain().last() instanceof QueueDoesNotExistException;
    }

    /** Waits for a receive under way and for the last calls. */
    void stop() {
        consumption.stop();
    }

    /** How it goes at this moment. */
    Consumption consumption() {
        return consumption;
    }
}
