package topology.export;

import topology.Queue;
import topology.QueueAttributes;
import topology.provisioning.Queues;

/**
 * A client of an inbox, with its queue as SQS reports it.
 *
 * @param block the queue as parameters of the template {@code queue}
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

    /** Whether one inbox can have both clients: all clients of an inbox have the same two values. */
    boolean isLike(ExistingClient other) {
        return retention().equals(other.retention()) && maxReceiveCount().equals(other.maxReceiveCount());
    }
}
