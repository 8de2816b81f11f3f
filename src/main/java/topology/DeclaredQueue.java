package topology;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A queue that must exist.
 *
 * @param line what the user wrote about the queue
 * @param redrive where SQS moves its dead letters; empty if it has none
 * @param senders the topics that may send to it
 * @param isForDeadLetters whether it holds messages that could not be handled or delivered
 * @param isImplied whether the user wrote no line for it, so that it exists only for the dead letters of others
 */
public record DeclaredQueue(
        QueueLine line,
        Optional<RedriveTarget> redrive,
        Set<Topic> senders,
        boolean isForDeadLetters,
        boolean isImplied) {
    /**
     * Where SQS moves a message that was received too often.
     *
     * @param maxReceiveCount the receives after which SQS moves the message
     * @param isWritten whether the user named the queue; otherwise a dead-letter queue that others have set stays
     * @param isCountWritten whether the user wrote the count; otherwise an existing count stays
     */
    public record RedriveTarget(Queue to, int maxReceiveCount, boolean isWritten, boolean isCountWritten) {}

    public Queue queue() {
        return line.queue();
    }

    /** The attributes and tags that the user wrote. */
    public Settings settings() {
        return line.settings();
    }

    /** Who may send to the queue, in addition to the topics. */
    public Grants access() {
        return line.access();
    }

    /** Whether the user wants no dead-letter queue, so that an existing redrive policy is removed. */
    public boolean isWithoutDeadLetters() {
        return line.isWithoutDeadLetters();
    }

    /** This queue with other senders. */
    DeclaredQueue with(Set<Topic> others) {
        return new DeclaredQueue(line, redrive, others, isForDeadLetters, isImplied);
    }

    /** This queue with additional senders. */
    DeclaredQueue fedBy(Set<Topic> more) {
        Set<Topic> all = new LinkedHashSet<>(senders);
        all.addAll(more);
        return with(all);
    }
}
