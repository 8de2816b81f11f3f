package topology.doctor;

import static topology.doctor.Finding.error;
import static topology.doctor.Finding.warning;

import event.MessageLimits;
import java.util.Collection;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import publishing.EventLimit;
import topology.DeclaredQueue;
import topology.Queue;
import topology.QueueAttributes;
import topology.Subscriber;
import topology.Topic;
import topology.TopicAttributes;
import topology.Topology;

/** The rules about the size of events: what publishers take, topics carry, and queues and other subscribers accept. */
final class SizeRules {
    private static final String SIZE = "256-kb";
    private static final String LARGE = "large-events";
    private static final Pattern LARGE_SOURCE = Pattern.compile("(aws2-sqs|file|ftp|sftp|aws2-s3|jms|kafka):.*");

    /** What SNS's envelope adds at least, in bytes; each quotation mark of the event is two bytes more. */
    private static final int ENVELOPE = 2048;

    private SizeRules() {}

    /** The largest event of a topic: as its own route says, or else as a publisher assumes that others have set it. */
    static int limit(Topology topology, Topic topic) {
        return topology.topic(topic)
                .settings()
                .value(TopicAttributes.MAX_MESSAGE_SIZE)
                .map(Integer::parseInt)
                .or(() -> topology.publishers().stream()
                        .filter(publisher -> publisher.topic().equals(topic))
                        .flatMap(publisher -> written(publisher).stream())
                        .filter(most -> most > MessageLimits.SNS_BYTES)
                        .max(Integer::compare))
                .orElse(MessageLimits.SNS_BYTES);
    }

    private static Optional<Integer> written(Topology.Publisher publisher) {
        return Optional.ofNullable(publisher.parameters().get(EventLimit.PARAMETER))
                .map(Integer::valueOf);
    }

    static Stream<Finding> queues(Topology topology) {
        return topology.queues().stream()
                .flatMap(queue -> queue.settings().value(QueueAttributes.MAX_MESSAGE_SIZE).stream()
                        .map(Integer::parseInt)
                        .flatMap(most -> tooSmall(queue, most, topic -> limit(topology, topic)).stream()));
    }

    /** @param limit the largest event of a topic */
    static Optional<Finding> tooSmall(DeclaredQueue queue, int most, ToIntFunction<Topic> limit) {
        return tooSmall(queue.queue(), most, queue.senders(), limit);
    }

    private static Optional<Finding> tooSmall(
            Queue queue, int most, Collection<Topic> senders, ToIntFunction<Topic> limit) {
        return senders.stream().mapToInt(limit).max().stream()
                .boxed()
                .findFirst()
                .flatMap(largest -> tooSmall(queue, most, largest));
    }

    /** @param largest the largest event that topics send to the queue */
    static Optional<Finding> tooSmall(Queue queue, int most, int largest) {
        return most >= largest
                ? Optional.empty()
                : Optional.of(error(
                        SIZE,
                        "queue " + queue,
                        "it accepts messages of up to %d bytes, and SNS up to %d: SNS cannot deliver larger events and moves them to the subscription's dead letters"
                                .formatted(most, largest),
                        "maxMessageSize = %d or more".formatted(largest)));
    }

    /** A dead letter is as large as its message, so the dead-letter queue must accept the same size. */
    static Stream<Finding> deadLetters(Topology topology) {
        return topology.queues().stream()
                .flatMap(source -> source.redrive().flatMap(redrive -> topology.queue(redrive.to())).stream()
                        .flatMap(letters -> letters.settings().value(QueueAttributes.MAX_MESSAGE_SIZE).stream()
                                .map(Integer::parseInt)
                                .flatMap(most ->
                                        deadLetters(letters.queue(), most, source.queue(), most(source)).stream())));
    }

    private static int most(DeclaredQueue queue) {
        return queue.settings()
                .value(QueueAttributes.MAX_MESSAGE_SIZE)
                .map(Integer::parseInt)
                .orElse(MessageLimits.SQS_BYTES);
    }

    /** @param most the largest message of each queue */
    static Optional<Finding> deadLetters(Queue letters, int most, Queue source, int mostOfSource) {
        return most >= mostOfSource
                ? Optional.empty()
                : Optional.of(error(
                        SIZE,
                        "queue " + letters,
                        "it accepts messages of up to %d bytes, and queue %s, whose dead letters it is for, up to %d: a larger dead letter cannot be kept"
                                .formatted(most, source, mostOfSource),
                        "maxMessageSize = %d or more".formatted(mostOfSource)));
    }

    static Stream<Finding> envelopes(Topology topology) {
        return topology.subscriptions().stream()
                .filter(subscription -> !subscription.raw())
                .flatMap(subscription -> subscription.subscriber() instanceof Subscriber.OfQueue ofQueue
                        ? topology.queue(ofQueue.queue()).stream()
                                .filter(queue -> limit(topology, subscription.topic()) + ENVELOPE > most(queue))
                                .map(queue -> warning(
                                        LARGE,
                                        "subscription " + subscription,
                                        "with SNS's envelope an event is larger, and the queue accepts only %d bytes: SNS moves an event near the topic's limit of %d to the subscription's dead letters"
                                                .formatted(most(queue), limit(topology, subscription.topic())),
                                        "raw = true"))
                        : Stream.empty());
    }

    static Stream<Finding> sources(Topology topology) {
        return topology.publishers().stream()
                .filter(publisher ->
                        LARGE_SOURCE.matcher(publisher.parameters().get("from")).matches())
                .map(publisher -> {
                    int limit = written(publisher).orElseGet(() -> limit(topology, publisher.topic()));
                    return warning(
                            SIZE,
                            "route " + publisher.route(),
                            "its source may deliver more than %s, the limit for body and attributes: a larger event is refused, and the source decides what happens to it"
                                    .formatted(limit % 1024 == 0 ? limit / 1024 + " KB" : limit + " bytes"),
                            "store large data elsewhere, and publish its address"
                                    + (limit < MessageLimits.LARGEST_TOPIC_LIMIT
                                            ? "; or a larger maxMessageSize of the topic"
                                            : ""));
                });
    }

    /** Counts subscriptions to large events, because the start checks only their protocols. */
    static Stream<Finding> subscriptions(Topology topology) {
        return topology.topics().stream()
                .filter(topic -> limit(topology, topic) > MessageLimits.SNS_BYTES)
                .filter(topic -> topology.subscriptions().stream()
                                .filter(subscription -> subscription.topic().equals(topic))
                                .count()
                        > MessageLimits.SUBSCRIPTIONS_TO_LARGE_EVENTS)
                .map(topic -> error(
                        LARGE,
                        "topic " + topic,
                        "it takes more than %d bytes and has more than %d subscriptions here: SNS refuses the others"
                                .formatted(MessageLimits.SNS_BYTES, MessageLimits.SUBSCRIPTIONS_TO_LARGE_EVENTS),
                        "another topic for some of them, or maxMessageSize = %d".formatted(MessageLimits.SNS_BYTES)));
    }

    /** @param limit the limit that SNS reports */
    static Stream<Finding> reported(Topology topology, Topic topic, int limit) {
        Stream<Finding> refused = topology.subscriptions().stream()
                .filter(subscription -> limit > MessageLimits.SNS_BYTES
                        && subscription.topic().equals(topic)
                        && !subscription.subscriber().takesLargeEvents())
                .map(subscription -> error(
                        LARGE,
                        "subscription " + subscription,
                        "its topic takes up to %d bytes, and SNS lets only sqs, lambda and firehose subscribe to a topic for more than %d"
                                .formatted(limit, MessageLimits.SNS_BYTES),
                        "maxMessageSize = %d, or another topic for %s"
                                .formatted(
                                        MessageLimits.SNS_BYTES,
                                        subscription.subscriber().protocol())));
        Stream<Finding> tooLarge = topology.publishers().stream()
                .filter(publisher -> publisher.topic().equals(topic))
                .flatMap(publisher -> written(publisher).stream()
                        .filter(most -> most > limit)
                        .map(most -> error(
                                LARGE,
                                "route " + publisher.route(),
                                "it takes events of up to %d bytes, and its topic %s up to %d: SNS refuses larger ones"
                                        .formatted(most, topic, limit),
                                "maxMessageSize = %d of the topic, or %d of the route".formatted(most, limit))));
        return Stream.concat(refused, tooLarge);
    }
}
