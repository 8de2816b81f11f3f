package topology;

import java.util.Optional;
import java.util.Set;

/**
 * A queue that must exist.
 *
 * @param settings what is written of it
 * @param redrive where its own dead letters go; empty for a dead-letter queue
 * @param senders the topics that may send to it
 */
public record DeclaredQueue(Queue queue, QueueSettings settings, Optional<RedriveTarget> redrive, Set<Topic> senders) {
    /**
     * Where SQS moves a message that was received too often.
     *
     * @param maxReceiveCount after how many receives
     */
    public record RedriveTarget(Queue to, int maxReceiveCount) {}

    /** Whether it is a queue for what could not be handled or delivered. */
    public boolean isForDeadLetters() {
        return redrive.isEmpty();
    }
}
