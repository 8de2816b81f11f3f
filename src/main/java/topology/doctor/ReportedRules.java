package topology.doctor;

import static topology.doctor.Finding.error;

import aws.TopicArns;
import configuration.Durations;
import event.MessageLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import topology.DeclaredQueue;
import topology.Encryption;
import topology.Queue;
import topology.QueueLine;
import topology.RedrivePolicy;
import topology.Topic;
import topology.TopicAttributes;
import topology.Topology;
import topology.provisioning.ExistingTopic;
import topology.provisioning.QueuePolicy;
import topology.provisioning.Queues;
import topology.provisioning.Topics;

/** The rules about the queues and topics that AWS reports. */
final class ReportedRules {
    private final Topology topology;
    private final SnsClient sns;
    private final Topics topics;
    private final Queues queues;
    private final Map<Topic, Optional<Integer>> reportedLimits = new HashMap<>();

    ReportedRules(Topology topology, SqsClient sqs, SnsClient sns) {
        this.topology = topology;
        this.sns = sns;
        this.topics = new Topics(sns, new TopicArns(), topology.application());
        this.queues = new Queues(sqs, topics, topology.application());
    }

    Stream<Finding> findings() {
        Set<Queue> all = new LinkedHashSet<>();
        topology.queues().forEach(declared -> all.add(declared.queue()));
        topology.consumers().forEach(consumer -> all.add(consumer.queue()));
        return Stream.of(
                        all.stream()
                                .flatMap(queue -> queues.find(queue).stream())
                                .flatMap(this::ofQueue),
                        topology.consumers().stream().flatMap(this::ofConsumer),
                        topology.topics().stream().flatMap(this::ofTopic),
                        topology.topics().stream()
                                .flatMap(topic -> reportedLimit(topic).stream()
                                        .flatMap(limit -> SizeRules.reported(topology, topic, limit))))
                .flatMap(findings -> findings);
    }

    /** Whether AWS reports the facts behind a finding that the configuration alone can only suspect. */
    boolean knowsBetter(Finding written) {
        return topology.consumers().stream()
                .anyMatch(consumer -> written.equals(WrittenRules.unknownReceives(consumer))
                        && queues.find(consumer.queue()).isPresent());
    }

    private Stream<Finding> ofQueue(Queues.ExistingQueue queue) {
        return Stream.of(
                        open(queue),
                        tooLargePolicy(queue),
                        tooShortDeadLetters(queue),
                        tooSmall(queue),
                        tooSmallDeadLetters(queue),
                        byContent(queue),
                        unencrypted(queue))
                .flatMap(Optional::stream);
    }

    private static Optional<Finding> open(Queues.ExistingQueue queue) {
        return attribute(queue, QueueAttributeName.POLICY)
                .filter(ReportedRules::letsEverybodyIn)
                .map(policy -> AttributeRules.open(queue.queue()));
    }

    private Optional<Finding> tooLargePolicy(Queues.ExistingQueue queue) {
        return topology.queue(queue.queue())
                .flatMap(queues::excess)
                .map(excess -> WrittenRules.tooLargePolicy(queue.queue(), excess));
    }

    private Optional<Finding> tooShortDeadLetters(Queues.ExistingQueue queue) {
        return topology.queue(queue.queue())
                .filter(declared -> topology.inboxes().of(declared.queue()).isEmpty())
                .flatMap(DeclaredQueue::redrive)
                .flatMap(redrive -> queues.find(redrive.to()))
                .flatMap(letters -> seconds(letters)
                        .flatMap(kept -> seconds(queue)
                                .filter(source -> kept.compareTo(source) <= 0)
                                .map(source -> error(
                                        "dead-letter-retention",
                                        "queue " + queue.queue(),
                                        "it keeps a message for %s and its dead-letter queue for %s, both from the time of sending: SQS deletes an old message soon after it became a dead letter"
                                                .formatted(Durations.text(source), Durations.text(kept)),
                                        kept.compareTo(Queues.DEAD_LETTER_RETENTION) < 0
                                                ? "give %s a retention of 14d, or %s a shorter one"
                                                        .formatted(letters.queue(), queue.queue())
                                                : "give %s a retention of 10d or less".formatted(queue.queue())))));
    }

    /** If no route says what feeds the queue, any topic of the usual size may. */
    private Optional<Finding> tooSmall(Queues.ExistingQueue queue) {
        return most(queue)
                .flatMap(most -> topology.queue(queue.queue())
                        .filter(declared -> !declared.senders().isEmpty())
                        .map(declared -> SizeRules.tooSmall(declared, most, this::limit))
                        .orElseGet(() -> SizeRules.tooSmall(queue.queue(), most, MessageLimits.SNS_BYTES)));
    }

    private Optional<Finding> tooSmallDeadLetters(Queues.ExistingQueue queue) {
        String letters = RedrivePolicy.of(queue.attributes().get(QueueAttributeName.REDRIVE_POLICY))
                .deadLetterTargetArn();
        return Optional.of(letters.substring(letters.lastIndexOf(':') + 1))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> queues.find(new Queue(name)))
                .flatMap(found -> most(found)
                        .flatMap(most -> most(queue)
                                .flatMap(source -> SizeRules.deadLetters(found.queue(), most, queue.queue(), source))));
    }

    private static Optional<Integer> most(Queues.ExistingQueue queue) {
        return attribute(queue, QueueAttributeName.MAXIMUM_MESSAGE_SIZE).map(Integer::parseInt);
    }

    /** The largest event of a topic: what SNS reports, or what a start here will set. */
    private int limit(Topic topic) {
        return Math.max(SizeRules.limit(topology, topic), reportedLimit(topic).orElse(0));
    }

    private Optional<Integer> reportedLimit(Topic topic) {
        return reportedLimits.computeIfAbsent(
                topic,
                unknown -> topic.isGivenByArn()
                        ? Optional.empty()
                        : topics.arn(topic).map(arn -> limit(new ExistingTopic(sns, arn).attributes(false))));
    }

    /** SNS leaves the attribute out until it is set. */
    private static int limit(Map<String, String> attributes) {
        return TopicAttributes.MAX_MESSAGE_SIZE
                .reported(attributes)
                .filter(value -> !value.isEmpty())
                .map(Integer::valueOf)
                .orElse(MessageLimits.SNS_BYTES);
    }

    private static Optional<Finding> byContent(Queues.ExistingQueue queue) {
        return attribute(queue, QueueAttributeName.CONTENT_BASED_DEDUPLICATION)
                .filter(Boolean::parseBoolean)
                .map(yes -> AttributeRules.byContent(queue.queue()));
    }

    private Optional<Finding> unencrypted(Queues.ExistingQueue queue) {
        return Encryption.reported(queue.named())
                .filter(encryption -> encryption.written().equals(Encryption.NONE))
                .filter(none -> WrittenRules.isPersonal(queues.tags(queue)))
                .map(none -> WrittenRules.unencrypted(queue.queue()));
    }

    private Stream<Finding> ofConsumer(Topology.Consumer consumer) {
        Optional<Queues.ExistingQueue> queue = queues.find(consumer.queue());
        return queue.isEmpty()
                ? Stream.empty()
                : Stream.concat(ledgerRetention(consumer, queue.get()), receives(consumer, queue.get()));
    }

    private Stream<Finding> ledgerRetention(Topology.Consumer consumer, Queues.ExistingQueue queue) {
        RedrivePolicy redrive = RedrivePolicy.of(queue.attributes().get(QueueAttributeName.REDRIVE_POLICY));
        String letters = redrive.deadLetterTargetArn();
        return Stream.concat(
                seconds(queue).stream(),
                Stream.of(letters.substring(letters.lastIndexOf(':') + 1))
                        .filter(name -> !name.isEmpty())
                        .flatMap(name -> queues.find(new Queue(name)).stream())
                        .flatMap(found -> seconds(found).stream()))
                .max(Duration::compareTo)
                .flatMap(stay -> WrittenRules.forgetful(topology, consumer, stay))
                .stream();
    }

    private static Stream<Finding> receives(Topology.Consumer consumer, Queues.ExistingQueue queue) {
        RedrivePolicy redrive = RedrivePolicy.of(queue.attributes().get(QueueAttributeName.REDRIVE_POLICY));
        int least = WrittenRules.leastReceives(consumer);
        if (redrive.isNone()) {
            return Stream.of(AttributeRules.withoutDeadLetters(consumer.queue()));
        }
        if (redrive.maxReceiveCount() >= least) {
            return Stream.empty();
        }
        int attempts = Integer.parseInt(consumer.parameters().get(QueueLine.MAX_ATTEMPTS));
        return !consumer.queue().isFifo() && redrive.maxReceiveCount() >= attempts
                ? Stream.of(WrittenRules.fewReceives(consumer, redrive.maxReceiveCount()))
                : Stream.of(error(
                        "max-receive-count",
                        "queue " + consumer.queue(),
                        "SQS moves a message to the dead letters after %d receives, but route %s may need %d for its attempts: a message that was only held back becomes a dead letter"
                                .formatted(redrive.maxReceiveCount(), consumer.route(), least),
                        "set its maxReceiveCount to %d or more".formatted(least)));
    }

    private Stream<Finding> ofTopic(Topic topic) {
        if (topic.isGivenByArn()) {
            return Stream.empty();
        }
        return topics.arn(topic).stream()
                .map(arn -> new ExistingTopic(sns, arn).attributes(false))
                .flatMap(attributes -> Stream.concat(
                        ExistingTopic.statements(attributes).stream()
                                .filter(AttributeRules::isOpen)
                                .limit(1)
                                .map(statement -> AttributeRules.open(topic)),
                        TopicAttributes.CONTENT_BASED_DEDUPLICATION.reported(attributes).stream()
                                .filter(Boolean::parseBoolean)
                                .map(yes -> AttributeRules.byContent(topic))));
    }

    private static Optional<Duration> seconds(Queues.ExistingQueue queue) {
        return attribute(queue, QueueAttributeName.MESSAGE_RETENTION_PERIOD)
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static Optional<String> attribute(Queues.ExistingQueue queue, QueueAttributeName name) {
        return Optional.ofNullable(queue.attributes().get(name)).filter(value -> !value.isEmpty());
    }

    private static boolean letsEverybodyIn(String policy) {
        return QueuePolicy.of(policy).statements().stream().anyMatch(AttributeRules::isOpen);
    }
}
