package topology.provisioning;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topology.DeclaredQueue;
import topology.Queue;
import topology.RedrivePolicy;
import topology.Subscriber;
import topology.Subscription;
import topology.Topology;

/**
 * Respects queues that others made. If an existing queue already has another dead-letter queue and the user names none, no
 * second dead-letter queue is created.
 */
final class Adoption {
    private final Queues queues;

    Adoption(Queues queues) {
        this.queues = queues;
    }

    /** The topology without the dead-letter queues that are not needed. */
    Topology of(Topology written) {
        Set<Queue> adopted = new HashSet<>();
        written.queues().stream().filter(this::isAdopted).forEach(queue -> adopted.add(queue.queue()));
        if (adopted.isEmpty()) {
            return written;
        }
        List<Subscription> subscriptions = written.subscriptions().stream()
                .map(one -> isOf(one, adopted) ? one.keepingUndelivered() : one)
                .toList();
        Set<Queue> needed = new HashSet<>();
        subscriptions.forEach(one -> one.undelivered().ifPresent(needed::add));
        written.queues().stream()
                .filter(queue -> !adopted.contains(queue.queue()))
                .flatMap(queue -> queue.redrive().stream())
                .forEach(redrive -> needed.add(redrive.to()));
        return written.with(
                written.queues().stream()
                        .filter(queue -> !queue.isImplied() || needed.contains(queue.queue()))
                        .toList(),
                subscriptions);
    }

    private boolean isAdopted(DeclaredQueue written) {
        Optional<DeclaredQueue.RedriveTarget> redrive = written.redrive().filter(target -> !target.isWritten());
        return redrive.isPresent()
                && queues.find(written.queue())
                        .map(Queues.ExistingQueue::redrive)
                        .filter(there -> !there.isNone())
                        .map(RedrivePolicy::target)
                        .filter(target -> !target.equals(redrive.get().to().name()))
                        .isPresent();
    }

    private static boolean isOf(Subscription subscription, Set<Queue> adopted) {
        return subscription.isUndeliveredByDefault()
                && subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                && adopted.contains(ofQueue.queue());
    }
}
