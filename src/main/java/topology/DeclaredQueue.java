package topology;

import java.util.Optional;
import java.util.Set;

/**
 * A queue that must exist.
 *
 * @param settings the settings that the user wrote
 * @param redrive where SQS moves its dead letters; empty for a dead-letter queue
 * @param senders the topics that may send to it
 */
public record DeclaredQueue(Queue queue, QueueSettings settings, Optional<RedriveTarget> redrive, Set<Topic> senders) {
    /**
     * Where SQS moves a message that was received too often.
     *
     * @param maxReceiveCount the receives after which SQS moves the message
     */
    public record RedriveTarget(Queue to, int maxReceiveCount) {}

    /** Whether the queue holds messages that could not be handled or delivered. */
    public boolean isForDeadLetters() {
        return redrive.isEmpty();
    }
}
