package topology.export;

import aws.Fifo;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topology.FilterPolicy;
import topology.Queue;
import topology.RedrivePolicy;
import topology.Subscriber;
import topology.Topic;
import topology.provisioning.Queues;
import topology.provisioning.Subscriptions;

/** Describes the subscriptions of a topic as routes of the template {@code fan-out}. */
final class SubscriptionLines {
    private final Subscriptions subscriptions;
    private final Queues queues;

    /**
     * A subscription as a route.
     *
     * @param queue the queue that gets the events, if it is in the account and region of the application
     * @param needed the queues of this account and region that it needs
     */
    record SubscriptionRoute(String id, Lines.Block block, Optional<Queue> queue, Set<Queue> needed) {
        /** Writes the route. */
        void add(Lines lines) {
            lines.add(id, "fan-out", block);
        }
    }

    SubscriptionLines(Subscriptions subscriptions, Queues queues) {
        this.subscriptions = subscriptions;
        this.queues = queues;
    }

    /** Describes a subscription. */
    SubscriptionRoute of(Topic topic, Subscriptions.ExistingSubscription subscription) {
        Set<Queue> needed = new LinkedHashSet<>();
        Lines.Block block = new Lines.Block().with("topic", topic.nameOrArn());
        Optional<Queues.ExistingQueue> queue = queue(subscription);
        if (queue.isPresent()) {
            needed.add(queue.get().queue());
            block.with("queue", queue.get().queue().name());
        } else {
            block.with("protocol", subscription.protocol()).with("endpoint", subscription.endpoint());
            if (subscription.endpoint().contains(":****@")) {
                block.saying("SNS does not return passwords: write the password of this URL instead of ****");
            }
        }
        Map<String, String> reported = subscription.isPending() ? Map.of() : subscriptions.attributes(subscription);
        if (subscription.isPending()) {
            block.saying("waits for its confirmation: SNS tells no more of it");
        }
        filter(block, reported);
        Subscriber subscriber =
                new Subscriber.OfEndpoint(subscription.protocol(), subscription.endpoint(), null, Optional.empty());
        if (subscriber.takesRaw() && !Boolean.parseBoolean(reported.get("RawMessageDelivery"))) {
            block.with("raw", "false");
        }
        Optional.ofNullable(reported.get("SubscriptionRoleArn")).ifPresent(role -> block.with("role", role));
        undelivered(topic, block, queue, RedrivePolicy.of(reported.get("RedrivePolicy")))
                .ifPresent(needed::add);
        for (String kept : new String[] {"DeliveryPolicy", "ReplayPolicy"}) {
            Optional.ofNullable(reported.get(kept))
                    .ifPresent(value -> block.saying("keeps its %s, which is not compared: %s".formatted(kept, value)));
        }
        String whom = queue.map(there -> there.queue().name()).orElse(subscription.protocol());
        return new SubscriptionRoute(
                Fifo.plain(topic.name()) + "-to-" + Fifo.plain(whom),
                block,
                queue.map(Queues.ExistingQueue::queue),
                needed);
    }

    /** The subscribed queue, if it is in the account and region of the application. */
    private Optional<Queues.ExistingQueue> queue(Subscriptions.ExistingSubscription subscription) {
        return subscription.protocol().equals("sqs")
                ? queues.find(new Queue(subscription
                                .endpoint()
                                .substring(subscription.endpoint().lastIndexOf(':') + 1)))
                        .filter(there -> there.arn().equals(subscription.endpoint()))
                : Optional.empty();
    }

    private static void filter(Lines.Block block, Map<String, String> reported) {
        FilterPolicy filter = FilterPolicy.reported(reported.get("FilterPolicy"), reported.get("FilterPolicyScope"));
        if (!filter.isEmpty()) {
            block.with("filter", filter.json());
            if (filter.scope() == FilterPolicy.Scope.MESSAGE_BODY) {
                block.with("filterScope", filter.scope().toString());
            }
        }
    }

    private static Optional<Queue> undelivered(
            Topic topic, Lines.Block block, Optional<Queues.ExistingQueue> queue, RedrivePolicy redrive) {
        Optional<Queue> there = redrive.isNone() ? Optional.empty() : Optional.of(new Queue(redrive.target()));
        if (queue.isEmpty()) {
            there.ifPresent(letters -> block.with("deadLetters", letters.name()));
            return there;
        }
        Optional<String> usual = Optional.of(queue.get().redrive())
                .filter(one -> !one.isNone())
                .map(one -> topic.isFifo() ? Fifo.named(one.target()) : one.target());
        String name = there.map(Queue::name).orElse("none");
        if (!usual.equals(Optional.of(name)) && (usual.isPresent() || there.isPresent())) {
            block.with("undelivered", name);
        }
        return there;
    }
}
