package topology.doctor;

import static topology.doctor.Finding.error;
import static topology.doctor.Finding.warning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import configuration.Durations;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import process.Json;
import topology.DeclaredQueue;
import topology.Encryption;
import topology.Grants;
import topology.Queue;
import topology.QueueAttributes;
import topology.Setting;
import topology.Topic;
import topology.TopicAttributes;
import topology.Topology;
import topology.provisioning.Queues;

/** The rules about the attributes of topics and queues in the configuration, which need no AWS. */
final class AttributeRules {
    /** AWS's default, for a queue about whose retention the user wrote nothing. */
    private static final Duration USUAL_RETENTION = Duration.ofDays(4);

    private AttributeRules() {}

    /** Leaves out inboxes: they send dead letters as new messages, and SQS itself moves one only after 1,000 receives. */
    static Stream<Finding> deadLetterRetention(Topology topology) {
        return topology.queues().stream()
                .filter(queue -> queue.redrive().isPresent()
                        && topology.inboxes().of(queue.queue()).isEmpty())
                .flatMap(queue -> {
                    var written = topology.queue(queue.redrive().get().to())
                            .flatMap(letters -> letters.settings().retention());
                    Duration kept = written.orElse(Queues.DEAD_LETTER_RETENTION);
                    return queue
                            .settings()
                            .retention()
                            .or(() -> written.map(known -> USUAL_RETENTION))
                            .filter(retention -> retention.compareTo(kept) >= 0)
                            .map(retention -> error(
                                    "dead-letter-retention",
                                    "queue " + queue.queue(),
                                    "it keeps a message for %s and its dead-letter queue for %s, and a dead letter of a standard queue keeps its age: SQS deletes an old message soon after it became a dead letter"
                                            .formatted(Durations.text(retention), Durations.text(kept)),
                                    written.isPresent()
                                            ? "retention = 14d of queue "
                                                    + queue.redrive().get().to()
                                            : "retention = 10d or less"))
                            .stream();
                });
    }

    static Stream<Finding> withoutDeadLetters(Topology topology) {
        return topology.consumers().stream()
                .filter(consumer -> topology.queue(consumer.queue())
                        .filter(queue -> queue.redrive().isEmpty())
                        .filter(queue -> queue.isWithoutDeadLetters())
                        .isPresent())
                .map(consumer -> withoutDeadLetters(consumer.queue()));
    }

    static Finding withoutDeadLetters(Queue queue) {
        return error(
                "no-dead-letter-queue",
                "queue " + queue,
                "it has no dead-letter queue: a message that cannot be handled is redelivered until its retention ends, then lost",
                "give it a redrive policy, or deadLetters = the name of a queue");
    }

    static Stream<Finding> byContent(Topology topology) {
        return Stream.concat(
                topology.declaredTopics().stream()
                        .filter(topic -> isOn(topic.settings().value(TopicAttributes.CONTENT_BASED_DEDUPLICATION)))
                        .map(topic -> byContent(topic.topic())),
                topology.queues().stream()
                        .filter(queue -> isOn(queue.settings().value(QueueAttributes.CONTENT_BASED_DEDUPLICATION)))
                        .map(queue -> byContent(queue.queue())));
    }

    private static boolean isOn(java.util.Optional<String> written) {
        return written.filter(Boolean::parseBoolean).isPresent();
    }

    static Finding byContent(Topic topic) {
        return byContent("topic " + topic, "published");
    }

    static Finding byContent(Queue queue) {
        return byContent("queue " + queue, "sent");
    }

    private static Finding byContent(String where, String done) {
        return warning(
                "content-based-deduplication",
                where,
                "content-based deduplication is on: of two events with equal bodies %s within five minutes without a deduplication id, the second is lost"
                        .formatted(done),
                "turn ContentBasedDeduplication off: Caravan sends the event's id as deduplication id");
    }

    /** The policy of AWS's own keys lets no service use them. */
    static Stream<Finding> keys(Topology topology) {
        return Stream.concat(
                topology.queues().stream()
                        .filter(queue -> !queue.senders().isEmpty()
                                || !queue.access().services().isEmpty())
                        .filter(queue -> isOfAws(queue.settings().encryption()))
                        .map(queue -> key("queue " + queue.queue(), "send")),
                topology.declaredTopics().stream()
                        .filter(topic -> !topic.access().services().isEmpty())
                        .filter(topic -> isOfAws(topic.settings().encryption()))
                        .map(topic -> key("topic " + topic.topic(), "publish")));
    }

    private static boolean isOfAws(java.util.Optional<Encryption> encryption) {
        return encryption.filter(Encryption::isOfAws).isPresent();
    }

    private static Finding key(String where, String verb) {
        return error(
                "key-of-aws",
                where,
                "it is encrypted with AWS's own key, which no service may use: nothing that a topic or service is to %s arrives"
                        .formatted(verb),
                "encryption = a KMS key of yours whose policy lets the services use it");
    }

    static Stream<Finding> redriveAllow(Topology topology) {
        return topology.queues().stream()
                .flatMap(queue -> queue.redrive().stream()
                        .flatMap(redrive -> topology.queue(redrive.to()).stream())
                        .filter(letters -> !allows(letters, queue.queue()))
                        .map(letters -> error(
                                "redrive-allow",
                                "queue " + queue.queue(),
                                "the queue for its dead letters, %s, does not allow it: SQS refuses the redrive policy"
                                        .formatted(letters.queue()),
                                "add %s to redriveAllow of queue %s".formatted(queue.queue(), letters.queue()))));
    }

    private static boolean allows(DeclaredQueue letters, Queue source) {
        return letters.settings().attributes().entrySet().stream()
                .filter(attribute -> attribute.getKey().parameter().equals("redriveAllow"))
                .map(attribute -> usual(attribute.getKey(), attribute.getValue()))
                .allMatch(allowed -> allowed.equals(List.of("all"))
                        || allowed.stream()
                                .anyMatch(name -> name.equals(source.name()) || name.endsWith(":" + source.name())));
    }

    private static List<String> usual(Setting attribute, String written) {
        return List.of(attribute.usual(written).split(", "));
    }

    /** Finds statements of the user that are open to everyone. */
    static Stream<Finding> open(Topology topology) {
        return Stream.concat(
                topology.queues().stream()
                        .filter(queue -> isOpen(queue.access()))
                        .map(queue -> open(queue.queue())),
                topology.declaredTopics().stream()
                        .filter(topic -> isOpen(topic.access()))
                        .map(topic -> open(topic.topic())));
    }

    private static boolean isOpen(Grants access) {
        return access.statements().stream().map(AttributeRules::read).anyMatch(AttributeRules::isOpen);
    }

    private static JsonNode read(String statement) {
        try {
            return Json.read(statement);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a statement that was checked is not JSON", e);
        }
    }

    /** Whether a statement allows everyone something without a condition. */
    static boolean isOpen(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        JsonNode accounts = principal.path("AWS");
        return statement.path("Effect").asText().equals("Allow")
                && statement.path("Condition").isEmpty()
                && (principal.asText().equals("*")
                        || accounts.asText().equals("*")
                        || accounts.valueStream().anyMatch(one -> one.asText().equals("*")));
    }

    static Finding open(Queue queue) {
        return error(
                "open-to-the-world",
                "queue " + queue,
                "its policy is open to everyone: anyone can send messages to the queue or read them",
                "remove the statement with the Principal \"*\", or give it a Condition such as aws:SourceArn");
    }

    static Finding open(Topic topic) {
        return error(
                "open-to-the-world",
                "topic " + topic,
                "its policy is open to everyone: anyone can publish to the topic or subscribe to it",
                "remove the statement with the Principal \"*\", or give it a Condition such as aws:SourceAccount");
    }
}
