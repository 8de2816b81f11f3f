package topology.export;

import java.util.Optional;
import java.util.Set;
import topology.Queue;
import topology.QueueAttributes;
import topology.QueueLine;
import topology.provisioning.Queues;

/** Describes queues by the parameters of the template {@code queue}. */
final class QueueLines {
    private final Queues queues;
    private final Set<String> topicArns;

    /** @param topicArns the topics of imported subscriptions; their statements are left out of a queue's policy */
    QueueLines(Queues queues, Set<String> topicArns) {
        this.queues = queues;
        this.topicArns = topicArns;
    }

    /** The parameters for everything that SQS reports about a queue. */
    Lines.Block block(Queues.ExistingQueue queue) {
        Lines.Block block = new Lines.Block().with("queue", queue.queue().name());
        Optional<Queue> letters = letters(queue);
        block.with("deadLetters", letters.map(Queue::name).orElse("none"));
        if (letters.isPresent()) {
            block.with(
                    QueueLine.MAX_RECEIVE_COUNT, String.valueOf(queue.redrive().maxReceiveCount()));
        }
        ReportedParameters.attributes(block, QueueAttributes.ALL, queue.named(), letters.isEmpty());
        ReportedParameters.tags(block, queues.tags(queue));
        ReportedParameters.access(block, "senders", queue.policy().beside(topicArns, queue.arn()), queue.arn());
        return block;
    }

    /** The queue for the dead letters of a queue. */
    static Optional<Queue> letters(Queues.ExistingQueue queue) {
        return Optional.of(queue.redrive())
                .filter(redrive -> !redrive.isNone())
                .map(redrive -> new Queue(redrive.target()));
    }
}
