package topology;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of a topology that belong to one inbox. */
public final class InboxParts {
    private InboxParts() {}

    /** The queues and subscriptions of the configured clients, with the queue for dead letters. */
    public static Topology configured(Topology whole, InboxLine line) {
        Inbox inbox = line.inbox();
        Set<Topic> senders = line.topic().map(Set::of).orElse(Set.of());
        List<Subscription> subscriptions = whole.subscriptions().stream()
                .filter(subscription ->
                        line.topic().filter(subscription.topic()::equals).isPresent())
                .filter(subscription -> subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                        && inbox.client(ofQueue.queue()).isPresent())
                .toList();
        // Undelivered events of a FIFO topic go to a FIFO queue, even if the inbox is not FIFO.
        Set<Queue> undelivered = subscriptions.stream()
                .flatMap(subscription -> subscription.undelivered().stream())
                .collect(Collectors.toSet());
        return whole.part(
                line.topic().map(whole::topic).map(List::of).orElse(List.of()),
                whole.queues().stream()
                        .filter(declared -> inbox.owns(declared.queue()) || undelivered.contains(declared.queue()))
                        .map(declared -> declared.with(declared.senders().containsAll(senders) ? senders : Set.of()))
                        .toList(),
                subscriptions);
    }

    /** The names of inboxes whose configured clients' queues or subscriptions differ between two topologies. */
    public static Set<String> differing(Topology whole, Topology other) {
        Set<String> names = new TreeSet<>();
        Stream.concat(whole.inboxes().served().stream(), other.inboxes().served().stream())
                .map(line -> line.inbox().name())
                .filter(name -> !configured(whole, name).equals(configured(other, name)))
                .forEach(names::add);
        return names;
    }

    private static Optional<Topology> configured(Topology whole, String name) {
        return whole.inboxes().named(name).map(line -> configured(whole, line));
    }

    /**
     * The queue of a client that a request creates, tagged with {@link Tags#INBOX}, and the inbox's dead-letter queue.
     */
    public static Topology requested(Topology whole, InboxLine line, String client) {
        QueueLine letters =
                whole.queue(line.inbox().deadLetters()).map(DeclaredQueue::line).orElseGet(line::letters);
        return whole.part(
                List.of(),
                new DeclaredQueues(List.of(), List.of(line.requestedQueue(client), letters), List.of(), List.of(line))
                        .all(),
                List.of());
    }
}
