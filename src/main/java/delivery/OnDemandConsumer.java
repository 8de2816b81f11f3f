package delivery;

import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Consumes one queue from its start until its taker has gone. */
public final class OnDemandConsumer {
    private final Consumption consumption;
    private final OnDemandConsumers all;
    private final AtomicBoolean hasLeft = new AtomicBoolean();

    OnDemandConsumer(Consumption consumption, OnDemandConsumers all) {
        this.consumption = consumption;
        this.all = all;
    }

    /** Begins to receive. */
    public void start() {
        consumption.poll();
    }

    /**
     * The taker has gone. What it has not handled becomes visible again at once, without an attempt, and nothing more is
     * received. Returns without waiting for AWS; a receive under way is awaited behind, and what it brings goes back too.
     */
    public void leave() {
        consumption.recall();
        if (hasLeft.compareAndSet(false, true)) {
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

    /** How many messages have not been handled for so long that their taker seems to hang. */
    int stuck() {
        return consumption.stuckHandlers();
    }
}
