package topology.export;

import aws.TopicArns;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Inbox;
import topology.Queue;
import topology.Topic;
import topology.TopicAttributes;
import topology.provisioning.ExistingTopic;
import topology.provisioning.Queues;
import topology.provisioning.Subscriptions;
import topology.provisioning.Topics;

/**
 * Writes existing AWS resources as routes: topics, their subscriptions, queues with their dead-letter queues, and inboxes with
 * their clients. The plan of these routes is empty.
 */
public final class Import {
    private final SnsClient sns;
    private final Topics topics;
    private final Queues queues;
    private final Subscriptions subscriptions;
    private final SubscriptionLines fanOuts;
    private final Lines lines = new Lines();
    private final Set<Queue> found = new LinkedHashSet<>();
    private final List<SubscriptionLines.SubscriptionRoute> ofClients = new ArrayList<>();
    private final Set<String> topicArns = new TreeSet<>();

    public Import(SqsClient sqs, SnsClient sns) {
        this.sns = sns;
        this.topics = new Topics(sns, new TopicArns(), "");
        this.queues = new Queues(sqs, topics, "");
        this.subscriptions = new Subscriptions(sns, topics, queues);
        this.fanOuts = new SubscriptionLines(subscriptions, queues);
    }

    /** Adds a topic with its subscriptions; empty if it does not exist. */
    public Optional<String> topic(Topic topic) {
        Optional<String> arn = topics.arn(topic);
        arn.ifPresent(there -> {
            topicArns.add(there);
            if (!topic.isGivenByArn()) {
                describe(topic, new ExistingTopic(sns, there));
            }
            subscriptions.of(there).forEach(one -> add(fanOuts.of(topic, one)));
        });
        return arn;
    }

    /** Adds a queue; empty if it does not exist. */
    public Optional<String> queue(Queue queue) {
        Optional<String> arn = queues.find(queue).map(Queues.ExistingQueue::arn);
        arn.ifPresent(there -> found.add(queue));
        return arn;
    }

    private void add(SubscriptionLines.SubscriptionRoute fanOut) {
        found.addAll(fanOut.needed());
        if (fanOut.queue().flatMap(Inbox::ofClient).isPresent()) {
            ofClients.add(fanOut);
        } else {
            fanOut.add(lines);
        }
    }

    /** The routes of everything that was added. */
    public String lines() {
        QueueLines each = new QueueLines(queues, topicArns);
        InboxLines inboxes = new InboxLines(queues, each, found, ofClients);
        inboxes.add(lines);
        Set<Queue> described = new LinkedHashSet<>(inboxes.queues());
        List<Queue> next = new ArrayList<>(found);
        while (!next.isEmpty()) {
            Queue queue = next.remove(0);
            if (described.add(queue)) {
                queues.find(queue).ifPresent(there -> {
                    lines.add(queue.name(), "queue", inboxes.explained(queue, each.block(there)));
                    QueueLines.letters(there).ifPresent(next::add);
                });
            }
        }
        return lines.toString();
    }

    private void describe(Topic topic, ExistingTopic there) {
        Lines.Block block = new Lines.Block().with("topic", topic.name());
        Map<String, String> reported = there.attributes(true);
        ReportedParameters.attributes(block, TopicAttributes.ALL, reported, false);
        ReportedParameters.tags(block, there.tags());
        ReportedParameters.access(
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
}
