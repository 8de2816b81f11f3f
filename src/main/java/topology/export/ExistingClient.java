package topology.export;

import topology.Queue;
import topology.QueueAttributes;
import topology.provisioning.Queues;

/**
 * A client of an inbox, by what SQS says of its queue.
 *
 * @param block the same as parameters of the template {@code queue}
 */
record ExistingClient(String name, Queues.ExistingQueue there, Lines.Block block) {
    Queue queue() {
        return there.queue();
    }

    /** How long its events wait. */
    String retention() {
        return QueueAttributes.RETENTION.reported(there.named()).orElse(QueueAttributes.RETENTION.otherwise());
    }

    String maxReceiveCount() {
        return String.valueOf(there.redrive().maxReceiveCount());
    }

    /** Whether one inbox can have both: it says these for all its clients. */
    boolean isLike(ExistingClient other) {
        return retention().equals(other.retention()) && maxReceiveCount().equals(other.maxReceiveCount());
    }
}
