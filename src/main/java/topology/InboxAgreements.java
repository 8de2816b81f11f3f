package topology;

import configuration.Template;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;

/** What the parameters of an {@code inbox} must agree on, with each other and with other routes. */
final class InboxAgreements {
    private InboxAgreements() {}

    /** An objection to parameters that are valid one by one. */
    static Optional<Objection> objection(Map<String, String> parameters) {
        Optional<String> name = Inbox.rule().objection(parameters.get(InboxLine.INBOX));
        if (name.isPresent()) {
            return name.map(allowed -> new Objection(InboxLine.INBOX, allowed));
        }
        Inbox inbox = new Inbox(parameters.get(InboxLine.INBOX));
        return withoutTopic(parameters)
                .or(() -> Settings.objection(InboxLine.ATTRIBUTES, parameters, inbox.isFifo(), "inboxes"))
                .or(() -> receives(parameters, inbox))
                .or(() -> ofSubscription(parameters, inbox));
    }

    private static Optional<Objection> withoutTopic(Map<String, String> parameters) {
        if (parameters.containsKey(InboxLine.TOPIC)) {
            return parameters.containsKey(InboxLine.CLIENTS)
                    ? Optional.empty()
                    : Optional.of(
                            new Objection(
                                    InboxLine.TOPIC,
                                    "left out where clients is: only configured clients have subscriptions, and an inbox-router sends events to others"));
        }
        return InboxLine.OF_SUBSCRIPTIONS.stream()
                .filter(parameters::containsKey)
                .findFirst()
                .map(parameter -> new Objection(parameter, "left out where topic is: it selects the topic's events"));
    }

    private static Optional<Objection> receives(Map<String, String> parameters, Inbox inbox) {
        if (!parameters.containsKey(QueueLine.MAX_ATTEMPTS)) {
            return Optional.empty();
        }
        int least =
                QueueLine.leastReceives(inbox.deadLetters(), Integer.parseInt(parameters.get(QueueLine.MAX_ATTEMPTS)));
        return Integer.parseInt(parameters.get(InboxLine.MAX_RECEIVE_COUNT)) >= least
                ? Optional.empty()
                : Optional.of(new Objection(
                        InboxLine.MAX_RECEIVE_COUNT,
                        "at least %d, %s".formatted(least, inbox.isFifo() ? "ten times maxAttempts" : "maxAttempts")));
    }

    /** A client's subscription follows the same rules as the subscription of any queue. */
    private static Optional<Objection> ofSubscription(Map<String, String> parameters, Inbox inbox) {
        return parameters.containsKey(InboxLine.TOPIC)
                ? Subscription.objection(InboxLine.fanOut(
                                parameters,
                                inbox,
                                InboxLine.listed(parameters.get(InboxLine.CLIENTS))
                                        .get(0)))
                        .map(found -> found.parameter().equals(QueueLine.QUEUE)
                                ? new Objection(
                                        InboxLine.INBOX,
                                        "an inbox without .fifo: SNS delivers to a FIFO queue from a FIFO topic only")
                                : found)
                : Optional.empty();
    }

    /** An objection to a second route for the same inbox: both would create the same queues. */
    static Optional<Objection> repetition(Map<String, String> parameters, Map<String, String> other) {
        return InboxLine.TEMPLATE.equals(other.get(Template.ID))
                        && parameters.get(InboxLine.INBOX).equals(other.get(InboxLine.INBOX))
                ? Optional.of(new Objection(InboxLine.INBOX, "another inbox than that"))
                : Optional.empty();
    }

    /**
     * An objection to another route that describes a client's queue, or subscribes it to the same topic. No other route may
     * describe the queue of a client that is not configured: prune would treat the queue as part of the topology.
     */
    static Optional<Objection> ownQueue(Map<String, String> parameters, Map<String, String> other) {
        boolean isQueue = QueueLine.QUEUE.equals(other.get(Template.ID));
        boolean isFanOut = "fan-out".equals(other.get(Template.ID));
        if (!other.containsKey(QueueLine.QUEUE) || !(isQueue || isFanOut)) {
            return Optional.empty();
        }
        boolean isOfSameTopic = parameters.containsKey(InboxLine.TOPIC)
                && parameters.get(InboxLine.TOPIC).equals(other.get(InboxLine.TOPIC));
        return new Inbox(parameters.get(InboxLine.INBOX))
                .client(new Queue(other.get(QueueLine.QUEUE)))
                .flatMap(client -> {
                    if (!isConfigured(parameters, client)) {
                        return Optional.of(new Objection(
                                InboxLine.INBOX,
                                "another inbox, or clients with %s: its queue is that".formatted(client)));
                    }
                    return isQueue || isOfSameTopic
                            ? Optional.of(new Objection(
                                    InboxLine.CLIENTS, "without %s, whose queue is that".formatted(client)))
                            : Optional.empty();
                });
    }

    private static boolean isConfigured(Map<String, String> parameters, String client) {
        return parameters.containsKey(InboxLine.CLIENTS)
                && InboxLine.listed(parameters.get(InboxLine.CLIENTS)).contains(client);
    }
}
