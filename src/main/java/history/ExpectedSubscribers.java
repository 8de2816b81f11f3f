package history;

import history.Expected.Arrival;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import topology.Subscriber;
import topology.Subscription;
import topology.Topology;

/** The subscribers that an event should have, by the topics it was published to and the routes of this application. */
final class ExpectedSubscribers {
    private static final String TYPE = "ce_type";

    private final Topology topology;

    ExpectedSubscribers(Topology topology) {
        this.topology = topology;
    }

    List<Expected> of(History history) {
        return history.published().stream()
                .flatMap(published -> topology.subscriptions().stream()
                        .filter(subscription -> subscription.topic().name().equals(published.topic()))
                        .map(subscription -> expected(history, published, subscription)))
                .distinct()
                .toList();
    }

    private Expected expected(History history, Published published, Subscription subscription) {
        String subscriber = subscription.subscriber().toString();
        boolean received = history.subscribers().stream()
                .anyMatch(progress -> progress.queue().equals(subscriber));
        if (received) {
            return new Expected(published.topic(), subscriber, Arrival.RECEIVED, null);
        }
        Optional<String> refusal = Optional.ofNullable(published.type()).flatMap(subscription.filter()::refusal);
        if (refusal.isPresent()) {
            return new Expected(published.topic(), subscriber, Arrival.FILTERED, refusal.get());
        }
        Optional<String> unseen = unseen(subscription.subscriber());
        return unseen.isPresent()
                ? new Expected(published.topic(), subscriber, Arrival.UNSEEN, unseen.get())
                : new Expected(published.topic(), subscriber, Arrival.NOT_YET, filter(subscription));
    }

    /** Why the subscriber writes nothing to the ledger; empty if it does write. */
    private Optional<String> unseen(Subscriber subscriber) {
        if (!(subscriber instanceof Subscriber.OfQueue ofQueue)) {
            return Optional.of("SNS delivers to " + subscriber.protocol() + ", and Caravan does not see it");
        }
        return topology.consumers().stream()
                        .filter(consumer -> consumer.queue().equals(ofQueue.queue()))
                        .anyMatch(Topology.Consumer::isIdempotent)
                ? Optional.empty()
                : Optional.of("no consumer of this application records it in the ledger");
    }

    private static String filter(Subscription subscription) {
        Set<String> keys = new TreeSet<>(subscription.filter().keys());
        keys.remove(TYPE);
        return keys.isEmpty() ? null : "the filter also looks at " + String.join(", ", keys);
    }
}
