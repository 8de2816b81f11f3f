package topology.doctor;

import static topology.doctor.Finding.error;
import static topology.doctor.Finding.warning;

import configuration.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;
import topology.Account;
import topology.Encryption;
import topology.FilterPolicy;
import topology.Queue;
import topology.Subscriber;
import topology.Subscription;
import topology.Topic;
import topology.Topology;
import topology.provisioning.QueuePolicy;
import topology.provisioning.Queues;

/** The rules that look at what is written, and need no AWS. */
final class WrittenRules {
    /** Each event has them, if it has a subject and is traced. */
    private static final Set<String> ATTRIBUTES_OF_AN_EVENT =
            Set.of("ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "content-type", "traceparent");

    private static final int MOST_ATTRIBUTES = 10;
    private static final Set<String> KNOWN_AS_ATTRIBUTES =
            Set.of("type", "source", "subject", "id", "time", "ce_type", "ce_source", "ce_subject", "ce_id", "ce_time");
    private static final Pattern HTTP = Pattern.compile("https?:.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIMEOUT =
            Pattern.compile("[?&](httpClient\\.)?(responseTimeout|soTimeout)=(?<time>[^&]+)");
    private static final Pattern LARGE_SOURCE = Pattern.compile("(aws2-sqs|file|ftp|sftp|aws2-s3|jms|kafka):.*");

    private WrittenRules() {}

    static Stream<Finding> handlerTime(Topology topology) {
        return topology.consumers().stream().flatMap(consumer -> {
            String handler = consumer.parameters().get("handler");
            if (!HTTP.matcher(handler).matches()) {
                return Stream.empty();
            }
            String visibility = consumer.parameters().get("visibilityTimeout");
            Optional<Duration> longest = timeout(handler);
            if (longest.isEmpty()) {
                return Stream.of(warning(
                        "handler-time",
                        "route " + consumer.route(),
                        "the handler has no responseTimeout: a service that never answers keeps one of %s places, and"
                                        .formatted(consumer.parameters().get("concurrency"))
                                + " its message, for up to 12 hours",
                        "add responseTimeout=20000 (milliseconds) to the handler's address"));
            }
            return longest.get().compareTo(Durations.parse(visibility)) < 0
                    ? Stream.empty()
                    : Stream.of(warning(
                            "handler-time",
                            "route " + consumer.route(),
                            "the handler may take %s, and a message is hidden for %s: if its renewal is held up once, another consumer handles the same message beside this one"
                                    .formatted(Durations.text(longest.get()), visibility),
                            "visibilityTimeout = at least twice " + Durations.text(longest.get())));
        });
    }

    static Stream<Finding> deadLetterRetention(Topology topology) {
        return topology.queues().stream()
                .filter(queue -> !queue.isForDeadLetters())
                .filter(queue -> queue.settings()
                        .retention()
                        .filter(retention -> retention.compareTo(Queues.DEAD_LETTER_RETENTION) >= 0)
                        .isPresent())
                .map(queue -> error(
                        "dead-letter-retention",
                        "queue " + queue.queue(),
                        "it keeps a message as long as its dead-letter queue does (14d), and a dead letter of a standard queue keeps the age it had: a message that grew old here is gone from there at once",
                        "retention = 10d, or less"));
    }

    static Stream<Finding> attributes(Topology topology) {
        Map<Topic, Set<String>> keys = topology.subscriptions().stream()
                .filter(subscription -> subscription.filter().scope() == FilterPolicy.Scope.MESSAGE_ATTRIBUTES)
                .collect(Collectors.toMap(
                        Subscription::topic,
                        subscription -> subscription.filter().keys(),
                        WrittenRules::union));
        return topology.subscriptions().stream()
                .filter(Subscription::raw)
                .map(Subscription::topic)
                .distinct()
                .flatMap(topic -> {
                    Set<String> all = union(ATTRIBUTES_OF_AN_EVENT, keys.getOrDefault(topic, Set.of()));
                    return all.size() <= MOST_ATTRIBUTES
                            ? Stream.empty()
                            : Stream.of(error(
                                    "attributes",
                                    "topic " + topic,
                                    "its filters look at %d attributes beside the %d of an event: SNS silently drops a message of more than %d attributes on a raw subscription"
                                            .formatted(
                                                    all.size() - ATTRIBUTES_OF_AN_EVENT.size(),
                                                    ATTRIBUTES_OF_AN_EVENT.size(),
                                                    MOST_ATTRIBUTES),
                                    "filter on fewer attributes, or use filterScope = MessageBody for the rest"));
                });
    }

    static Stream<Finding> kinds(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.topic().isFifo()
                        && subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                        && !ofQueue.queue().isFifo())
                .map(subscription -> warning(
                        "fifo-to-standard",
                        "subscription " + subscription,
                        "a FIFO topic keeps the order, and a standard queue does not: events of one group come in any order, and may come twice",
                        "queue = " + subscription.subscriber() + ".fifo, and a fifo-consumer, if order matters"));
    }

    static Stream<Finding> groups(Topology topology) {
        return topology.publishers().stream()
                .filter(publisher -> publisher.parameters().containsKey("group")
                        && !publisher.topic().isFifo())
                .map(publisher -> warning(
                        "fair-queue-group",
                        "route " + publisher.route(),
                        "a group on a standard topic keeps no order: it lets standard queues be fair between groups, and nothing more",
                        "topic = " + publisher.topic() + ".fifo if order is meant; nothing if fairness is"));
    }

    static Stream<Finding> receives(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> topology.queue(consumer.queue()).isEmpty())
                .map(consumer -> warning(
                        "max-receive-count",
                        "route " + consumer.route(),
                        "no fan-out makes queue %s: nobody here knows after how many receives SQS takes a message away from its %s attempts"
                                .formatted(
                                        consumer.queue(), consumer.parameters().get("maxAttempts")),
                        "see that its redrive policy has a maxReceiveCount of at least %d"
                                .formatted(leastReceives(consumer))));
    }

    static int leastReceives(Topology.Consumer consumer) {
        return 10 * Integer.parseInt(consumer.parameters().get("maxAttempts"));
    }

    static Stream<Finding> polling(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> consumer.secondsOfWait() < 20)
                .findFirst()
                .map(consumer -> warning(
                        "short-polling",
                        "camel.component.aws2-sqs.wait-time-seconds = " + consumer.secondsOfWait(),
                        "a receive that finds nothing ends after %d s and is paid for: a queue without messages costs %s receives a month and poller"
                                .formatted(
                                        consumer.secondsOfWait(),
                                        consumer.secondsOfWait() == 0
                                                ? "millions of"
                                                : 30 * 86_400 / consumer.secondsOfWait()),
                        "leave it out: 20 s is the longest wait, and it ends with the first message"))
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
                        "its filter looks into each body for %s, which every event has as attributes: SNS charges for reading bodies, and a body that is no JSON object never matches"
                                .formatted(
                                        String.join(", ", subscription.filter().keys())),
                        "leave filterScope out"));
    }

    static Stream<Finding> size(Topology topology) {
        return topology.publishers().stream()
                .filter(publisher ->
                        LARGE_SOURCE.matcher(publisher.parameters().get("from")).matches())
                .map(publisher -> warning(
                        "256-kb",
                        "route " + publisher.route(),
                        "its source may be larger than 256 KB, and SNS takes no more, body and attributes together: such an event is refused, and its source decides what becomes of it",
                        "keep what is large elsewhere, and publish where it is"));
    }

    static Stream<Finding> undeliverable(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.undelivered().isEmpty())
                .map(subscription -> warning(
                        "no-dead-letter-queue",
                        "subscription " + subscription,
                        "it has no dead-letter queue: what SNS cannot deliver, after its attempts, is gone",
                        "deadLetters = the name of a queue for it"));
    }

    static Stream<Finding> rawPush(Topology topology) {
        return topology.receivers().stream()
                .flatMap(receiver -> topology.subscriptions().stream()
                        .filter(subscription -> subscription.raw() && receiver.isSubscribedBy(subscription)))
                .map(subscription -> error(
                        "raw-push",
                        "subscription " + subscription,
                        "a raw push carries no signature: the push-consumer refuses each of them, and SNS gives them up",
                        "raw = false"));
    }

    /** With the shortest ARNs that there are: what is too large with these is too large anywhere. */
    static Stream<Finding> policies(Topology topology) {
        Account shortest = new Account("us-east-1", "000000000000");
        return topology.queues().stream()
                .flatMap(queue -> QueuePolicy.of(null).allowing(queue, shortest).excess().stream()
                        .map(excess -> tooLargePolicy(queue.queue(), excess)));
    }

    static Finding tooLargePolicy(Queue queue, String excess) {
        return error(
                "queue-policy",
                "queue " + queue,
                "with the topics that may send to it, its policy has %s: a start that needs more is refused"
                        .formatted(excess),
                "take statements away that nobody needs, or feed it from fewer topics");
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
                "its tags say that it holds personal data, and its messages are not encrypted",
                "encryption = sqs, or a KMS key of yours");
    }

    /** Whether tags say so: {@code personal-data=true}, {@code data=personal}, {@code classification=pii} and the like. */
    static boolean isPersonal(Map<String, String> tags) {
        return tags.entrySet().stream()
                .anyMatch(tag -> tag.getKey().matches("(?i).*(personal|pii|gdpr).*")
                        ? !tag.getValue().matches("(?i)false|no|none|0")
                        : tag.getValue().matches("(?i)(.*\\b)?(personal|pii|gdpr)(\\b.*)?"));
    }

    private static Optional<Duration> timeout(String handler) {
        Matcher written = TIMEOUT.matcher(handler);
        return written.find()
                ? Optional.of(Duration.ofMillis(TimeUtils.toMilliSeconds(written.group("time"))))
                : Optional.empty();
    }

    private static Set<String> union(Collection<String> one, Collection<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }
}
