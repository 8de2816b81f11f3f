package topology.doctor;

import static topology.doctor.Finding.error;
import static topology.doctor.Finding.warning;

import configuration.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import topology.InboxLine;
import topology.RouterLine;
import topology.Subscription;
import topology.Topic;
import topology.Topology;

/**
 * The rules about the inboxes of clients, and about the SNS quotas that their subscriptions use up. They need no AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">filter policy
 *     constraints</a>
 */
final class InboxRules {
    private static final int POLICIES_OF_A_TOPIC = 200;
    private static final int POLICIES_OF_AN_ACCOUNT = 10_000;

    /** From this number on, a few other applications can use up the rest of the account's quota. */
    private static final int NEARLY_ALL_POLICIES = 8_000;

    private static final int SUBSCRIPTIONS_OF_A_FIFO_TOPIC = 100;
    private static final Duration SHORT = Duration.ofDays(1);
    private static final String ROUTER = "for many clients: one queue, and an inbox-router";

    private InboxRules() {}

    static Stream<Finding> filterPoliciesOfTopics(Topology topology) {
        return counted(topology, subscription -> !subscription.filter().isEmpty()).entrySet().stream()
                .filter(topic -> topic.getValue() > POLICIES_OF_A_TOPIC)
                .map(topic -> error(
                        "filter-policies",
                        "topic " + topic.getKey(),
                        "%d of its subscriptions here have a filter, and SNS allows %d a topic: it refuses the others"
                                .formatted(topic.getValue(), POLICIES_OF_A_TOPIC),
                        ROUTER + "; or a higher quota, if AWS grants it"));
    }

    static Stream<Finding> filterPoliciesOfAccount(Topology topology) {
        int all = counted(topology, subscription -> !subscription.filter().isEmpty()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        return all < NEARLY_ALL_POLICIES
                ? Stream.empty()
                : Stream.of(warning(
                        "filter-policies",
                        "application " + topology.application(),
                        "%d of its subscriptions have a filter, and SNS allows %d in an account and region, together with those of other applications"
                                .formatted(all, POLICIES_OF_AN_ACCOUNT),
                        ROUTER));
    }

    static Stream<Finding> subscriptionsOfFifoTopics(Topology topology) {
        return counted(topology, subscription -> subscription.topic().isFifo()).entrySet().stream()
                .filter(topic -> topic.getValue() > SUBSCRIPTIONS_OF_A_FIFO_TOPIC)
                .map(topic -> error(
                        "fifo-subscriptions",
                        "topic " + topic.getKey(),
                        "it has %d subscriptions here, and SNS allows %d of a FIFO topic: it refuses the others"
                                .formatted(topic.getValue(), SUBSCRIPTIONS_OF_A_FIFO_TOPIC),
                        ROUTER));
    }

    private static Map<String, Integer> counted(Topology topology, Predicate<Subscription> counts) {
        Map<String, Integer> counted = new TreeMap<>();
        topology.subscriptions().stream()
                .filter(counts)
                .map(Subscription::topic)
                .map(Topic::nameOrArn)
                .forEach(topic -> counted.merge(topic, 1, Integer::sum));
        return counted;
    }

    static Stream<Finding> retention(Topology topology) {
        return topology.inboxes().served().stream()
                .flatMap(line -> line.settings().retention().stream()
                        .filter(retention -> retention.compareTo(SHORT) < 0)
                        .map(retention -> warning(
                                "inbox-retention",
                                where(line),
                                "an event waits for %s only: a client that is away for longer loses it"
                                        .formatted(Durations.text(retention)),
                                "retention = 14d, the default, or as long as a client may be away")));
    }

    /** The ledger must remember that a client has acknowledged an event for as long as a copy may arrive. */
    static Stream<Finding> ledgerRetention(Topology topology) {
        return topology.inboxes().served().stream()
                .filter(line -> Boolean.parseBoolean(line.parameters().getOrDefault("idempotent", "true")))
                .flatMap(line -> line.settings().retention().stream()
                        .flatMap(stay -> topology.ledger().stream()
                                .filter(ledger -> ledger.retention().compareTo(stay) < 0)
                                .map(ledger -> error(
                                        "ledger-retention",
                                        where(line),
                                        "an event may wait for %s, but the ledger forgets after %s: a client may get a forgotten event twice"
                                                .formatted(Durations.text(stay), Durations.text(ledger.retention())),
                                        "ledger.retention = 15d or longer"))));
    }

    static Stream<Finding> unserved(Topology topology) {
        return topology.inboxes().routers().stream()
                .filter(router ->
                        topology.inboxes().named(router.inbox().name()).isEmpty())
                .map(router -> warning(
                        "inbox-unserved",
                        "route " + router.route(),
                        "no route here serves inbox %s: nothing here makes its queues, and no client connects to it here"
                                .formatted(router.inbox().name()),
                        "a route of the template inbox with inbox = %s; ignore this if another application has one"
                                .formatted(router.inbox().name())));
    }

    static Stream<Finding> unfed(Topology topology) {
        return topology.inboxes().served().stream()
                .filter(line -> line.topic().isEmpty()
                        && topology.inboxes().routers().stream()
                                .map(RouterLine::inbox)
                                .noneMatch(line.inbox()::equals))
                .map(
                        line -> warning(
                                "inbox-unfed",
                                where(line),
                                "neither a topic nor an inbox-router here sends events to it",
                                "topic, for few clients, or a route of the template inbox-router; ignore this if another application sends"));
    }

    private static String where(InboxLine line) {
        return "inbox " + line.inbox().name();
    }
}
