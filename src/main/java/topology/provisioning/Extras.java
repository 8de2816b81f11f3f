package topology.provisioning;

import aws.Fifo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topology.Inbox;
import topology.Queue;
import topology.Subscriber;
import topology.Topic;
import topology.Topology;

/**
 * Finds resources that this application created, as their tag says, and that nothing needs any more: topics, queues,
 * dead-letter queues, and subscriptions of such queues. A shared dead-letter queue is needed as long as one queue uses it.
 * Resources without the tag belong to others. A subscriber other than a queue has no tag; it is reported and kept. A
 * client's queue that a request has created is never an extra.
 */
final class Extras {
    private final Topology topology;
    private final Topics topics;
    private final Queues queues;
    private final Subscriptions subscriptions;
    private final List<PlanEntry> ended = new ArrayList<>();
    private final List<PlanEntry> unknown = new ArrayList<>();
    private final Set<Subscriptions.ExistingSubscription> endings = new HashSet<>();
    private final Map<Queue, Queues.ExistingQueue> sources = new LinkedHashMap<>();
    private final Map<Queue, Queues.ExistingQueue> deadLetters = new LinkedHashMap<>();

    /** The number of clients that requests have created, for each inbox that no route serves any more. */
    private final Map<String, Integer> forgotten = new TreeMap<>();

    Extras(Topology topology, Topics topics, Queues queues, Subscriptions subscriptions) {
        this.topology = topology;
        this.topics = topics;
        this.queues = queues;
        this.subscriptions = subscriptions;
    }

    /** The topics to search, beyond those in the configuration. */
    enum Where {
        /** Topics that the policies of configured queues allow to send. */
        WRITTEN,
        /** All topics and queues of the account. This reads the tags of each. */
        ANYWHERE
    }

    /**
     * The steps, in an order in which nothing is sent to a deleted resource: subscriptions, topics, queues, dead-letter
     * queues.
     */
    List<PlanEntry> steps(Where where) {
        Set<String> asked = topology.topics().stream().map(Topic::name).collect(Collectors.toSet());
        Set<String> senders = new HashSet<>();
        topology.queues().stream()
                .flatMap(declared -> queues.find(declared.queue()).stream())
                .forEach(queue -> senders.addAll(queues.senders(queue)));
        Map<String, String> extraTopics = new TreeMap<>();
        topics.all().forEach((name, arn) -> {
            if (asked.contains(name)) {
                look(name, arn);
                lookForUnknown(name, arn);
            } else if ((where == Where.ANYWHERE || senders.contains(arn)) && topics.isOurs(arn)) {
                extraTopics.put(name, arn);
                look(name, arn);
                lookForUnknown(name, arn);
            }
        });
        if (where == Where.ANYWHERE) {
            lookForQueues();
        }
        deadLetters.keySet().removeIf(this::hasClients);
        List<PlanEntry> steps = new ArrayList<>(ended);
        steps.addAll(unknown);
        forgotten.forEach((inbox, clients) -> steps.add(PlanEntry.leave("inbox", inbox)
                .left(
                        "no route serves it any more, but %d of its clients were made by requests: only DELETE /caravan/inboxes removes their queues"
                                .formatted(clients))));
        extraTopics.forEach((name, arn) -> steps.add(extra(name, arn)));
        Stream.concat(sources.values().stream(), deadLetters.values().stream())
                .map(queue -> PlanEntry.extra(Queues.KIND, queue.queue().name(), () -> queues.delete(queue))
                        .holding(queue.messages()))
                .forEach(steps::add);
        return steps;
    }

    /** Finds queues without a subscription: those that services send to, and dead-letter queues of any name. */
    private void lookForQueues() {
        queues.all().stream()
                .filter(queue -> topology.queue(queue).isEmpty())
                .filter(queue -> !sources.containsKey(queue) && !deadLetters.containsKey(queue))
                .flatMap(queue -> queues.find(queue).stream())
                .forEach(this::lookAt);
    }

    private void lookAt(Queues.ExistingQueue queue) {
        Map<String, String> tags = queues.tags(queue);
        if (queues.isOurs(tags)) {
            // A queue without a redrive policy may hold the dead letters of another extra queue, so it is deleted last.
            (queue.redrive().isNone() ? deadLetters : sources).put(queue.queue(), queue);
        }
        queues.inbox(tags)
                .filter(inbox -> topology.inboxes().named(inbox).isEmpty())
                .ifPresent(inbox -> forgotten.merge(inbox, 1, Integer::sum));
    }

    /** Whether the queue holds dead letters of clients whose queues stay, such as the queues that requests have created. */
    private boolean hasClients(Queue letters) {
        return Inbox.ofDeadLetters(letters)
                .filter(inbox ->
                        !sources.keySet().containsAll(queues.clients(inbox).values()))
                .isPresent();
    }

    private void lookForUnknown(String topic, String topicArn) {
        List<Subscriptions.ExistingSubscription> found = subscriptions.of(topicArn).stream()
                .filter(subscription -> !subscription.protocol().equals("sqs"))
                .filter(subscription -> !isWritten(topic, subscription))
                .toList();
        if (!found.isEmpty() && topics.isOurs(topicArn)) {
            found.forEach(subscription -> unknown.add(unknown(topic, subscription)));
        }
    }

    private void look(String topic, String topicArn) {
        for (Subscriptions.ExistingSubscription subscription : subscriptions.of(topicArn)) {
            queue(subscription, topicArn)
                    .filter(queue -> !isWritten(topic, queue))
                    .flatMap(queues::find)
                    .filter(queue -> queue.arn().equals(subscription.endpoint()) && queues.isOurs(queue))
                    .ifPresent(queue -> end(topic, topicArn, subscription, queue));
        }
    }

    /** Deleting a topic would also end the subscriptions of others. */
    private PlanEntry extra(String topic, String topicArn) {
        return endings.containsAll(subscriptions.of(topicArn))
                ? PlanEntry.extra(Topics.KIND, topic, () -> topics.delete(topicArn))
                : PlanEntry.leave(Topics.KIND, topic).left("nothing needs it any more, but others subscribe to it");
    }

    private void end(
            String topic,
            String topicArn,
            Subscriptions.ExistingSubscription subscription,
            Queues.ExistingQueue queue) {
        PlanEntry step = PlanEntry.extra(
                Subscriptions.KIND, topic + " → " + queue.queue(), () -> subscriptions.delete(subscription));
        if (topology.queue(queue.queue()).isEmpty()) {
            sources.put(queue.queue(), queue);
            Stream.of(
                            queue.queue().deadLetters(),
                            new Queue(Fifo.named(queue.queue().deadLetters().name())),
                            new Queue(queue.redrive().target()))
                    .filter(letters -> !letters.name().isEmpty())
                    .filter(letters -> topology.queue(letters).isEmpty())
                    .flatMap(letters -> queues.find(letters).stream())
                    .filter(queues::isOurs)
                    .forEach(letters -> deadLetters.put(letters.queue(), letters));
        } else if (queues.allows(topicArn, queue)) {
            step.then(() -> queues.disallow(topicArn, queue))
                    .left("the policy of the queue lets topic " + topic + " send");
        }
        ended.add(step);
        endings.add(subscription);
    }

    private static PlanEntry unknown(String topic, Subscriptions.ExistingSubscription subscription) {
        return PlanEntry.leave(Subscriptions.KIND, topic + " → " + subscription.shownEndpoint())
                .left(
                        "nothing here needs it; SNS does not say who created it, so delete it yourself if nobody needs it");
    }

    private boolean isWritten(String topic, Subscriptions.ExistingSubscription existing) {
        return topology.subscriptions().stream()
                .anyMatch(subscription -> subscription.topic().name().equals(topic)
                        && subscription.subscriber() instanceof Subscriber.OfEndpoint endpoint
                        && existing.leadsTo(endpoint.protocol(), Optional.of(endpoint.listed())));
    }

    private boolean isWritten(String topic, Queue queue) {
        return topology.subscriptions().stream()
                .anyMatch(subscription -> subscription.topic().name().equals(topic)
                        && subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                        && ofQueue.queue().equals(queue));
    }

    /** The subscribed queue, if it is in the topic's account and region. */
    private static Optional<Queue> queue(Subscriptions.ExistingSubscription subscription, String topicArn) {
        String[] endpoint = subscription.endpoint().split(":", 6);
        String[] topic = topicArn.split(":", 6);
        return subscription.protocol().equals("sqs")
                        && !subscription.isPending()
                        && endpoint.length == 6
                        && endpoint[3].equals(topic[3])
                        && endpoint[4].equals(topic[4])
                ? Optional.of(new Queue(endpoint[5]))
                : Optional.empty();
    }
}
