package topology.export;

import aws.TopicArns;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import process.Json;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Grants;
import topology.Queue;
import topology.QueueAttributes;
import topology.Setting;
import topology.Tags;
import topology.Topic;
import topology.TopicAttributes;
import topology.provisioning.AccessStatements;
import topology.provisioning.ExistingTopic;
import topology.provisioning.Queues;
import topology.provisioning.Subscriptions;
import topology.provisioning.Topics;

/**
 * Writes what is on AWS as routes: topics, their subscriptions, and queues with their dead-letter queues. The plan of these
 * routes is empty.
 */
public final class Import {
    private final SnsClient sns;
    private final Topics topics;
    private final Queues queues;
    private final Subscriptions subscriptions;
    private final Lines lines = new Lines();
    private final Set<Queue> found = new LinkedHashSet<>();
    private final Set<Queue> described = new LinkedHashSet<>();
    private final Set<String> topicArns = new TreeSet<>();

    public Import(SqsClient sqs, SnsClient sns) {
        this.sns = sns;
        this.topics = new Topics(sns, new TopicArns(), "");
        this.queues = new Queues(sqs, topics, "");
        this.subscriptions = new Subscriptions(sns, topics, queues);
    }

    /** Adds a topic with its subscriptions; empty if it does not exist. */
    public Optional<String> topic(Topic topic) {
        Optional<String> arn = topics.arn(topic);
        arn.ifPresent(there -> {
            topicArns.add(there);
            if (!topic.isGivenByArn()) {
                describe(topic, new ExistingTopic(sns, there));
            }
            SubscriptionLines each = new SubscriptionLines(subscriptions, queues, lines);
            subscriptions.of(there).forEach(one -> found.addAll(each.add(topic, one)));
        });
        return arn;
    }

    /** Adds a queue; empty if it does not exist. */
    public Optional<String> queue(Queue queue) {
        Optional<String> arn = queues.find(queue).map(Queues.ExistingQueue::arn);
        arn.ifPresent(there -> found.add(queue));
        return arn;
    }

    /** The routes of everything that was added. */
    public String lines() {
        List<Queue> next = new ArrayList<>(found);
        while (!next.isEmpty()) {
            Queue queue = next.remove(0);
            if (described.add(queue)) {
                queues.find(queue).flatMap(this::describe).ifPresent(next::add);
            }
        }
        return lines.toString();
    }

    private void describe(Topic topic, ExistingTopic there) {
        Lines.Block block = new Lines.Block().with("topic", topic.name());
        Map<String, String> reported = there.attributes(true);
        attributes(block, TopicAttributes.ALL, reported, false);
        tags(block, there.tags());
        access(
                block,
                "publishers",
                ExistingTopic.statements(reported).stream()
                        .filter(statement -> !isOfOwner(statement))
                        .toList(),
                there.arn());
        lines.add(topic.name(), "topic", block);
    }

    /** The statement that SNS gives each topic. */
    private static boolean isOfOwner(JsonNode statement) {
        return statement.path("Sid").asText().equals("__default_statement_ID")
                && statement.at("/Condition/StringEquals").size() == 1;
    }

    /** Describes a queue, and returns the queue for its dead letters. */
    private Optional<Queue> describe(Queues.ExistingQueue queue) {
        Lines.Block block = new Lines.Block().with("queue", queue.queue().name());
        Optional<Queue> letters = Optional.of(queue.redrive())
                .filter(redrive -> !redrive.isNone())
                .map(redrive -> new Queue(redrive.target()));
        block.with("deadLetters", letters.map(Queue::name).orElse("none"));
        if (letters.isPresent()) {
            block.with("maxReceiveCount", String.valueOf(queue.redrive().maxReceiveCount()));
        }
        attributes(block, QueueAttributes.ALL, queue.named(), letters.isEmpty());
        tags(block, queues.tags(queue));
        access(block, "senders", queue.policy().beside(topicArns, queue.arn()), queue.arn());
        lines.add(queue.queue().name(), "queue", block);
        return letters;
    }

    /** @param isLetters whether a new queue would get another retention than that of SQS */
    private static void attributes(
            Lines.Block block, List<Setting> table, Map<String, String> reported, boolean isLetters) {
        table.forEach(setting -> setting.reported(reported)
                .filter(value ->
                        !value.equals(setting.otherwise()) || (isLetters && setting.equals(QueueAttributes.RETENTION)))
                .ifPresent(value -> block.with(setting.parameter(), value)));
    }

    private static void tags(Lines.Block block, Map<String, String> tags) {
        String written = tags.entrySet().stream()
                .filter(tag -> !tag.getKey().equals(Tags.OWNER) && !tag.getKey().startsWith("aws:"))
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        if (!written.isEmpty()) {
            block.with("tags", written);
        }
    }

    private static void access(Lines.Block block, String services, Collection<JsonNode> statements, String resource) {
        Set<String> ours = new TreeSet<>();
        ArrayNode rest = Json.array();
        for (JsonNode statement : statements) {
            if (AccessStatements.isOurs(statement)) {
                JsonNode principal = statement.path("Principal").path("Service");
                (principal.isArray() ? principal.valueStream() : java.util.stream.Stream.of(principal))
                        .forEach(service -> ours.add(Grants.written(service.asText())));
            } else {
                rest.add(withoutResource(statement, resource));
            }
        }
        if (!ours.isEmpty()) {
            block.with(services, String.join(", ", ours));
        }
        if (!rest.isEmpty()) {
            block.with("statements", rest.toString());
        }
    }

    /** A statement about the resource itself needs no ARN, so that it holds for another account, region or stage. */
    private static JsonNode withoutResource(JsonNode statement, String resource) {
        return statement.path("Resource").asText().equals(resource)
                ? ((ObjectNode) statement.deepCopy()).without("Resource")
                : statement;
    }
}
