package topology;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Joins what several routes say about each queue: its own lines, the subscriptions that feed it, and the queues whose dead
 * letters it holds.
 */
final class DeclaredQueues {
    private final List<Subscription> subscriptions;
    private final List<Topology.Consumer> consumers;
    private final List<InboxLine> inboxes;
    private final Map<String, QueueLine> lines = new TreeMap<>();
    private final Map<String, DeclaredQueue> declared = new TreeMap<>();

    /** @param inboxes the inboxes whose dead-letter queues are created, with or without configured clients */
    DeclaredQueues(
            List<Subscription> written,
            List<QueueLine> queues,
            List<Topology.Consumer> consumers,
            List<InboxLine> inboxes) {
        this.consumers = consumers;
        this.inboxes = inboxes;
        queues.forEach(line -> lines.merge(line.queue().name(), line, QueueLine::and));
        written.stream()
                .map(Subscription::subscriber)
                .filter(Subscriber.OfQueue.class::isInstance)
                .map(subscriber -> ((Subscriber.OfQueue) subscriber).line())
                .forEach(line -> lines.merge(line.queue().name(), line, QueueLine::and));
        this.subscriptions = written.stream().map(this::subscription).toList();
        Set<String> fed = new HashSet<>();
        subscriptions.forEach(one -> fed.add(one.subscriber().toString()));
        lines.values().forEach(line -> declare(line, isSource(line, fed)));
        inboxes.forEach(line -> letters(line.inbox().deadLetters(), line.letters(), Set.of()));
        subscriptions.forEach(this::declare);
    }

    /** The queues, each after its dead-letter queue. */
    List<DeclaredQueue> all() {
        Map<String, DeclaredQueue> ordered = new LinkedHashMap<>();
        Set<String> begun = new HashSet<>();
        declared.values().stream().filter(DeclaredQueue::isForDeadLetters).forEach(one -> inOrder(one, ordered, begun));
        declared.values().forEach(one -> inOrder(one, ordered, begun));
        return List.copyOf(ordered.values());
    }

    /** The subscription with everything that routes say about its queue. */
    Subscription subscription(Subscription written) {
        return written.subscriber() instanceof Subscriber.OfQueue ofQueue
                ? written.of(lines.get(ofQueue.queue().name()))
                : written;
    }

    /** Whether the queue needs a dead-letter queue. A queue just for dead letters needs none, unless the user names one. */
    private boolean isSource(QueueLine line, Set<String> fed) {
        return fed.contains(line.queue().name()) || line.deadLetters().isPresent() || !isForOthers(line.queue());
    }

    private boolean isForOthers(Queue queue) {
        return lines.values().stream()
                        .anyMatch(other ->
                                other.deadLetters().filter(queue.name()::equals).isPresent())
                || subscriptions.stream()
                        .anyMatch(one -> one.undelivered().filter(queue::equals).isPresent())
                || inboxes.stream().anyMatch(line -> line.inbox().deadLetters().equals(queue));
    }

    private void declare(QueueLine line, boolean isSource) {
        Optional<DeclaredQueue.RedriveTarget> redrive =
                isSource ? line.letters().map(letters -> redrive(line, letters)) : Optional.empty();
        redrive.ifPresent(to -> letters(to.to(), line, Set.of()));
        declared.merge(
                line.queue().name(),
                new DeclaredQueue(line, redrive, Set.of(), false, false),
                (letters, source) ->
                        new DeclaredQueue(line, source.redrive(), letters.senders(), redrive.isEmpty(), false));
    }

    private void declare(Subscription subscription) {
        Set<Topic> sender = Set.of(subscription.topic());
        if (subscription.subscriber() instanceof Subscriber.OfQueue ofQueue) {
            declared.computeIfPresent(ofQueue.queue().name(), (name, queue) -> queue.fedBy(sender));
            subscription.undelivered().ifPresent(queue -> letters(queue, ofQueue.line(), sender));
        } else {
            subscription.undelivered().ifPresent(queue -> letters(queue, null, sender));
        }
    }

    private DeclaredQueue.RedriveTarget redrive(QueueLine line, Queue letters) {
        int needed = consumers.stream()
                .filter(consumer -> consumer.queue().equals(line.queue()))
                .mapToInt(consumer -> QueueLine.leastReceives(line.queue(), consumer.maxAttempts()))
                .max()
                .orElse(0);
        return new DeclaredQueue.RedriveTarget(
                letters,
                line.maxReceiveCount().orElse(Math.max(QueueLine.USUAL_RECEIVES, needed)),
                line.deadLetters().isPresent(),
                line.maxReceiveCount().isPresent());
    }

    /** Adds a dead-letter queue. If it has no line of its own, it gets the encryption and tags of its source. */
    private void letters(Queue queue, QueueLine source, Set<Topic> senders) {
        QueueLine own = lines.get(queue.name());
        Settings settings = source == null ? Settings.NONE : source.settings().ofDeadLetters();
        QueueLine line =
                own != null ? own : new QueueLine(queue, settings, Grants.NONE, Optional.empty(), Optional.empty());
        declared.merge(
                queue.name(),
                new DeclaredQueue(line, Optional.empty(), senders, true, own == null),
                (there, letters) -> new DeclaredQueue(
                        own != null ? there.line() : there.line().and(line),
                        there.redrive(),
                        there.fedBy(senders).senders(),
                        there.redrive().isEmpty(),
                        own == null));
    }

    private void inOrder(DeclaredQueue one, Map<String, DeclaredQueue> ordered, Set<String> begun) {
        if (begun.add(one.queue().name())) {
            one.redrive()
                    .map(redrive -> declared.get(redrive.to().name()))
                    .ifPresent(letters -> inOrder(letters, ordered, begun));
            ordered.put(one.queue().name(), one);
        }
    }
}
