package endurance;

import java.util.List;
import java.util.stream.Stream;

/** The queues of the application under test, and the promise of each. */
enum SubscribedQueue {
    /**
     * At least once. An effect repeats only if the process was killed before the ledger recorded it, or if a stop had interrupted
     * the handler.
     */
    BILLING("billing", "orders", true),
    /** At least once, without the ledger. */
    ARCHIVE("archive", "orders", false),
    /** As {@link #BILLING}, in batches. */
    SEARCH("search", "orders", true),
    /** In order of publication within each group, and otherwise as {@link #BILLING}. */
    HISTORY("history.fifo", "history.fifo", true),
    /** As {@link #HISTORY}, in batches. */
    TIMELINE("timeline.fifo", "history.fifo", true);

    private final String queue;
    private final String topic;
    private final boolean idempotent;

    SubscribedQueue(String queue, String topic, boolean idempotent) {
        this.queue = queue;
        this.topic = topic;
        this.idempotent = idempotent;
    }

    static List<SubscribedQueue> of(String topic) {
        return Stream.of(values())
                .filter(subscriber -> subscriber.topic.equals(topic))
                .toList();
    }

    /** The queue whose handler is called at this path. */
    static SubscribedQueue at(String path) {
        return valueOf(path.substring(1).toUpperCase(java.util.Locale.ROOT));
    }

    String queue() {
        return queue;
    }

    String topic() {
        return topic;
    }

    boolean isIdempotent() {
        return idempotent;
    }

    boolean isOrdered() {
        return queue.endsWith(".fifo");
    }

    /** Whether its handler gets several events at once. */
    boolean isBatched() {
        return this == SEARCH || this == TIMELINE;
    }

    String deadLetters() {
        return isOrdered() ? queue.replace(".fifo", "-dead-letters.fifo") : queue + "-dead-letters";
    }
}
