package local.sqs;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The existing queues by name, with their settings. */
final class Queues {
    private final NavigableMap<String, QueueSettings> all = new TreeMap<>();

    /** The settings of a queue, or {@code null}. */
    QueueSettings find(String name) {
        return all.get(name);
    }

    /** The settings of the queue that a URL names. */
    QueueSettings at(String url) {
        QueueSettings queue = find(name(url));
        if (queue == null) {
            throw SqsException.noSuchQueue();
        }
        return queue;
    }

    void add(QueueSettings queue) {
        all.putIfAbsent(queue.queue(), queue);
    }

    void remove(QueueSettings queue) {
        all.remove(queue.queue(), queue);
    }

    /** The names of the queues whose dead letters go to this queue. */
    List<String> sourcesOf(String deadLetters) {
        return all.values().stream()
                .filter(queue -> queue.redrive()
                        .filter(policy -> policy.target().queue().equals(deadLetters))
                        .isPresent())
                .map(QueueSettings::queue)
                .toList();
    }

    /** Refuses a redrive policy among these attributes whose target is missing, of another type, or closed to the source. */
    void checkRedrive(QueueSettings source, Map<String, String> attributes) {
        String text = attributes.getOrDefault(RedrivePolicy.ATTRIBUTE, "");
        if (text.isEmpty()) {
            return;
        }
        QueueSettings target = find(RedrivePolicy.parse(text).target().queue());
        if (target == null) {
            throw refused(text, "Dead letter target does not exist.");
        }
        if (target.isFifo() != source.isFifo()) {
            throw refused(text, "Dead-letter queue must be same type of queue as the source.");
        }
        if (!target.takesDeadLettersOf(source.queue())) {
            throw refused(text, "The redrive allow policy of the dead-letter queue does not allow this queue.");
        }
    }

    private static SqsException refused(String policy, String reason) {
        return SqsException.invalidParameter(RedrivePolicy.ATTRIBUTE, policy, reason);
    }

    /** The name in the URL of a queue. */
    static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
