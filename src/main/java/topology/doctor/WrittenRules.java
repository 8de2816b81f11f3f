package topology.doctor;

import static topology.doctor.Finding.error;
import static topology.doctor.Finding.warning;

import aws.Fifo;
import com.fasterxml.jackson.databind.JsonNode;
import configuration.Durations;
import event.MessageLimits;
import event.WireText;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topology.Account;
import topology.DeclaredQueue;
import topology.Encryption;
import topology.FilterPolicy;
import topology.Queue;
import topology.QueueLine;
import topology.Subscriber;
import topology.Subscription;
import topology.Topic;
import topology.Topology;
import topology.provisioning.QueuePolicy;
import topology.provisioning.Queues;

/** The rules about the configuration, which need no AWS. */
final class WrittenRules {
    /** The attributes of an event that has a subject and is traced. */
    private static final Set<String> ATTRIBUTES_OF_AN_EVENT =
            Set.of("ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "content-type", "traceparent");

    private static final Set<String> KNOWN_AS_ATTRIBUTES =
            Set.of("type", "source", "subject", "id", "time", "ce_type", "ce_source", "ce_subject", "ce_id", "ce_time");
    private static final Set<String> SHORT = Set.of("type", "source", "subject", "id", "time");
    private static final Set<String> ALWAYS_THERE = Set.of("ce_id", "ce_source", "ce_type");
    private static final Set<String> TEXTS = Set.of(
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject",
            "ce_dataschema",
            "content-type",
            "traceparent",
            "tracestate");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("ce_[a-z0-9]+|content-type|traceparent|tracestate|caravan-encoding");

    /** The complexity of four patterns with two wildcards each, which SNS still accepts. */
    private static final int MOST_POINTS = 12;

    private static final Pattern ESCAPED = Pattern.compile("\\\\.");

    private WrittenRules() {}

    /** An event that the ledger forgets is handled again, and a parked group whose marker it forgets continues. */
    static Stream<Finding> ledgerRetention(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> topology.queue(consumer.queue()).isPresent())
                .flatMap(consumer -> forgetful(topology, consumer, Queues.DEAD_LETTER_RETENTION).stream());
    }

    /** @param stay how long a message may be in the queue or among its dead letters */
    static Optional<Finding> forgetful(Topology topology, Topology.Consumer consumer, Duration stay) {
        return topology.ledger()
                .filter(ledger -> consumer.isIdempotent() && ledger.retention().compareTo(stay) < 0)
                .map(ledger -> error(
                        "ledger-retention",
                        "queue " + consumer.queue(),
                        "a message may stay for %s in the queue or among its dead letters, but the ledger forgets after %s: a forgotten event is handled again, and a parked group continues before it is released"
                                .formatted(Durations.text(stay), Durations.text(ledger.retention())),
                        "ledger.retention = 15d or longer"));
    }

    /** Counts the attributes that an event needs to pass the filter of each subscription. */
    static Stream<Finding> attributes(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.raw() && isOnAttributes(subscription.filter()))
                .flatMap(subscription -> {
                    int fewest = subscription.filter().alternatives().stream()
                            .mapToInt(WrittenRules::attributesOfWhatPasses)
                            .min()
                            .orElse(0);
                    return fewest <= MessageLimits.ATTRIBUTES
                            ? Stream.empty()
                            : Stream.of(error(
                                    "attributes",
                                    "subscription " + subscription,
                                    "an event that passes its filter has %d attributes in addition to the usual %d: SNS silently drops a message with more than %d attributes on a raw subscription"
                                            .formatted(
                                                    fewest - ATTRIBUTES_OF_AN_EVENT.size(),
                                                    ATTRIBUTES_OF_AN_EVENT.size(),
                                                    MessageLimits.ATTRIBUTES),
                                    "filter on fewer attributes, or use filterScope = MessageBody for the rest"));
                });
    }

    private static int attributesOfWhatPasses(Map<String, List<JsonNode>> alternative) {
        Set<String> attributes = new TreeSet<>(ATTRIBUTES_OF_AN_EVENT);
        alternative.forEach((key, values) -> {
            if (values.stream().noneMatch(WrittenRules::isAbsence)) {
                attributes.add(key);
            }
        });
        return attributes.size();
    }

    private static boolean isOnAttributes(FilterPolicy filter) {
        return filter.scope() == FilterPolicy.Scope.MESSAGE_ATTRIBUTES && !filter.isEmpty();
    }

    private static boolean isAbsence(JsonNode value) {
        return value.path("exists").isBoolean() && !value.path("exists").booleanValue();
    }

    /** Filters that no event of this application passes. Other publishers of the topic are unknown here. */
    static Stream<Finding> filtersOfNoEvent(Topology topology) {
        Set<Topic> published =
                topology.publishers().stream().map(Topology.Publisher::topic).collect(Collectors.toSet());
        return topology.subscriptions().stream()
                .filter(subscription -> isOnAttributes(subscription.filter())
                        && !subscription.topic().isGivenByArn())
                .flatMap(subscription -> {
                    Set<String> unknown = new TreeSet<>();
                    for (Map<String, List<JsonNode>> alternative :
                            subscription.filter().alternatives()) {
                        Set<String> impossible = impossible(alternative);
                        if (impossible.isEmpty()) {
                            return Stream.empty();
                        }
                        unknown.addAll(impossible);
                    }
                    // Other publishers may use such a name, but the short names are those of events.
                    return published.contains(subscription.topic()) || SHORT.containsAll(unknown)
                            ? Stream.of(filterOfNoEvent(subscription, unknown))
                            : Stream.empty();
                });
    }

    private static Finding filterOfNoEvent(Subscription subscription, Set<String> keys) {
        String first = keys.iterator().next();
        return warning(
                "filter-of-no-event",
                "subscription " + subscription,
                "no event that Caravan publishes passes its filter, because of %s: an event's attributes are ce_type, ce_source, ce_subject, ce_id, ce_time, content-type, and ce_<name> for each extension; only an extension can be a number, and it is one if it looks like one: 60, not \"60\""
                        .formatted(String.join(", ", keys)),
                first.equals("type")
                        ? "types = OrderPlaced, or the filter's own values for type"
                        : SHORT.contains(first)
                                ? "ce_%s instead of %s in the filter".formatted(first, first)
                                : "filter on an attribute that events have, or use filterScope = MessageBody to filter on their data");
    }

    /** The keys whose values no event has. */
    private static Set<String> impossible(Map<String, List<JsonNode>> alternative) {
        Set<String> impossible = new TreeSet<>();
        alternative.forEach((key, values) -> {
            if (values.stream().noneMatch(value -> isPossible(key, value))) {
                impossible.add(key);
            }
        });
        return impossible;
    }

    private static boolean isPossible(String key, JsonNode value) {
        if (isAbsence(value)) {
            return !ALWAYS_THERE.contains(key);
        }
        if (!ATTRIBUTE.matcher(key).matches() || key.equals("ce_specversion")) {
            return false;
        }
        boolean isNumber = value.isNumber() || value.has("numeric");
        boolean isWord = value.isBoolean() || value.isNull();
        // For an extension, "60" is sent as the number 60.
        boolean isNumberInQuotes = value.isTextual() && WireText.isNumber(value.textValue());
        return !isWord && (TEXTS.contains(key) ? !isNumber : !isNumberInQuotes);
    }

    /**
     * SNS refuses five patterns such as *&#47;K000&#47;* at one key, and accepts four. How it counts is not documented.
     */
    static Stream<Finding> wildcards(Topology topology) {
        return topology.subscriptions().stream()
                .flatMap(subscription -> subscription.filter().alternatives().stream()
                        .flatMap(alternative -> alternative.entrySet().stream())
                        .map(key -> Map.entry(key.getKey(), patterns(key.getValue())))
                        .filter(key -> points(key.getValue()) > MOST_POINTS)
                        .distinct()
                        .map(key -> warning(
                                "wildcards",
                                "subscription " + subscription,
                                "its filter has %d patterns with %d wildcards at %s: SNS may refuse it as too complex, as it refuses five patterns with two wildcards each, and the route would not start"
                                        .formatted(
                                                key.getValue().size(),
                                                key.getValue().stream()
                                                        .mapToInt(WrittenRules::stars)
                                                        .sum(),
                                                key.getKey()),
                                "use prefix or suffix instead of wildcard where possible, or several subscriptions")));
    }

    private static List<String> patterns(List<JsonNode> values) {
        return values.stream()
                .flatMap(value -> Stream.of(
                        value.path("wildcard"), value.path("anything-but").path("wildcard")))
                .flatMap(one -> one.isTextual() ? Stream.of(one) : one.valueStream())
                .map(JsonNode::asText)
                .toList();
    }

    private static int points(List<String> patterns) {
        return patterns.stream().mapToInt(pattern -> stars(pattern) + 1).sum();
    }

    private static int stars(String pattern) {
        return (int) ESCAPED.matcher(pattern)
                .replaceAll("")
                .chars()
                .filter(one -> one == '*')
                .count();
    }

    static Stream<Finding> kinds(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.topic().isFifo()
                        && subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                        && !ofQueue.queue().isFifo())
                .map(subscription -> warning(
                        "fifo-to-standard",
                        "subscription " + subscription,
                        "a FIFO topic keeps the order, but a standard queue does not: events of one group arrive in any order, possibly twice",
                        "queue = " + Fifo.named(subscription.subscriber().toString())
                                + ", and a fifo-consumer, if order matters"));
    }

    static Stream<Finding> groups(Topology topology) {
        return topology.publishers().stream()
                .filter(publisher -> publisher.parameters().containsKey("group")
                        && !publisher.topic().isFifo())
                .map(publisher -> warning(
                        "fair-queue-group",
                        "route " + publisher.route(),
                        "a group on a standard topic keeps no order: it only makes standard queues fair between groups",
                        "topic = " + Fifo.named(publisher.topic().toString())
                                + " if you need order; ignore this if you want fairness"));
    }

    static Stream<Finding> receives(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> topology.queue(consumer.queue()).isEmpty())
                .map(WrittenRules::unknownReceives);
    }

    static Finding unknownReceives(Topology.Consumer consumer) {
        return warning(
                "max-receive-count",
                "route " + consumer.route(),
                "no route here creates queue %s: its redrive policy is unknown, and may move a message to the dead letters before its %s attempts are used"
                        .formatted(consumer.queue(), consumer.parameters().get(QueueLine.MAX_ATTEMPTS)),
                "make sure that its redrive policy has a maxReceiveCount of at least %d"
                        .formatted(leastReceives(consumer)));
    }

    /** On a standard queue, a start accepts a maxReceiveCount that is as low as maxAttempts. */
    static Stream<Finding> fewReceives(Topology topology) {
        return topology.consumers().stream()
                .flatMap(consumer -> topology.queue(consumer.queue()).flatMap(DeclaredQueue::redrive).stream()
                        .map(DeclaredQueue.RedriveTarget::maxReceiveCount)
                        .filter(most -> most < leastReceives(consumer))
                        .map(most -> fewReceives(consumer, most)));
    }

    static Finding fewReceives(Topology.Consumer consumer, int most) {
        return warning(
                "max-receive-count",
                "queue " + consumer.queue(),
                "SQS moves a message to the dead letters after %d receives, and route %s makes %s attempts: a receive without an attempt, such as during a stop or while another process holds the event, uses one up, and the dead letter has no cause"
                        .formatted(most, consumer.route(), consumer.parameters().get(QueueLine.MAX_ATTEMPTS)),
                "maxReceiveCount = %d or more".formatted(leastReceives(consumer)));
    }

    static int leastReceives(Topology.Consumer consumer) {
        return 10 * Integer.parseInt(consumer.parameters().get(QueueLine.MAX_ATTEMPTS));
    }

    static Stream<Finding> polling(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> consumer.secondsOfWait() < 20)
                .findFirst()
                .map(
                        consumer -> warning(
                                "short-polling",
                                "camel.component.aws2-sqs.wait-time-seconds = " + consumer.secondsOfWait(),
                                "a receive without messages ends after %d s and is billed: an empty queue costs %s receives a month for each poller"
                                        .formatted(
                                                consumer.secondsOfWait(),
                                                consumer.secondsOfWait() == 0
                                                        ? "millions of"
                                                        : 30 * 86_400 / consumer.secondsOfWait()),
                                "remove the setting: the default of 20 s is the longest wait, and a receive ends with the first message"))
                .stream();
    }

    static Stream<Finding> payloadFilter(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.filter().scope() == FilterPolicy.Scope.MESSAGE_BODY
                        && KNOWN_AS_ATTRIBUTES.containsAll(subscription.filter().keys())
                        && !subscription.filter().isEmpty())
                .map(subscription -> warning(
                        "payload-filter",
                        "subscription " + subscription,
                        "its filter reads each body for %s, although every event has it as an attribute: SNS charges for reading bodies, and a body that is not a JSON object never matches"
                                .formatted(
                                        String.join(", ", subscription.filter().keys())),
                        "remove filterScope"));
    }

    static Stream<Finding> undeliverable(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.undelivered().isEmpty())
                .map(subscription -> warning(
                        "no-dead-letter-queue",
                        "subscription " + subscription,
                        "it has no dead-letter queue: an event that SNS cannot deliver is lost after the last retry",
                        subscription.subscriber() instanceof Subscriber.OfQueue
                                ? "undelivered = the name of a queue for it"
                                : "deadLetters = the name of a queue for it"));
    }

    static Stream<Finding> rawPush(Topology topology) {
        return topology.receivers().stream()
                .flatMap(receiver -> topology.subscriptions().stream()
                        .filter(subscription -> subscription.raw() && receiver.isSubscribedBy(subscription)))
                .map(subscription -> error(
                        "raw-push",
                        "subscription " + subscription,
                        "a raw push has no signature: the push-consumer refuses each push, and SNS gives the events up",
                        "raw = false"));
    }

    /** Checked with the shortest possible ARNs: a policy too large with these is too large anywhere. */
    static Stream<Finding> policies(Topology topology) {
        Account shortest = new Account("us-east-1", "000000000000");
        Set<Set<Topic>> reported = new HashSet<>();
        return Stream.concat(
                        topology.queues().stream().filter(queue -> !queue.isForDeadLetters()),
                        topology.queues().stream().filter(DeclaredQueue::isForDeadLetters))
                .flatMap(queue -> QueuePolicy.of(null).allowing(queue, shortest).excess().stream()
                        // A queue and its dead-letter queue have the same senders; that is one mistake.
                        .filter(excess -> reported.add(queue.senders()))
                        .map(excess -> tooLargePolicy(queue.queue(), excess)));
    }

    static Finding tooLargePolicy(Queue queue, String excess) {
        return error(
                "queue-policy",
                "queue " + queue,
                "with all topics that send to it, its policy has %s: a start that has to change the policy is refused"
                        .formatted(excess),
                "remove statements that nobody needs, or feed the queue from fewer topics");
    }

    static Stream<Finding> personalData(Topology topology) {
        return topology.queues().stream()
                .filter(queue -> isPersonal(queue.settings().tags())
                        && queue.settings()
                                .encryption()
                                .filter(encryption -> encryption.written().equals(Encryption.NONE))
                                .isPresent())
                .map(queue -> unencrypted(queue.queue()));
    }

    static Finding unencrypted(Queue queue) {
        return error(
                "unencrypted-personal-data",
                "queue " + queue,
                "its tags say that it holds personal data, but its messages are not encrypted",
                "encryption = sqs, or your own KMS key");
    }

    /**
     * Whether tags mark personal data: {@code personal-data=true}, {@code data=personal}, {@code classification=pii}
     * and the like.
     */
    static boolean isPersonal(Map<String, String> tags) {
        return tags.entrySet().stream()
                .anyMatch(tag -> tag.getKey().matches("(?i).*(personal|pii|gdpr).*")
                        ? !tag.getValue().matches("(?i)false|no|none|0")
                        : tag.getValue().matches("(?i)(.*\\b)?(personal|pii|gdpr)(\\b.*)?"));
    }
}
