package topology.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topology.DeclaredQueue;
import topology.Queue;
import topology.Subscription;
import topology.Topic;
import topology.Topology;

/**
 * Adds CloudWatch alarms to a template: for dead letters, consumers that are behind, too many messages in flight, groups that
 * take more than their share, and messages that SNS has lost. Each alarm names the section of docs/alarms.md that helps. The
 * alarms notify the topic that the stack's parameter {@code AlarmTopic} names.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html">
 *     metrics of SQS</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html">metrics of SNS</a>
 */
final class Alarms {
    private static final String PARAMETER = "AlarmTopic";
    private static final Duration LATE = Duration.ofMinutes(5);

    /** SQS refuses receives at 120,000. */
    private static final int MANY_IN_FLIGHT = 100_000;

    private final Topology topology;
    private final Resources resources;

    Alarms(Topology topology, Resources resources) {
        this.topology = topology;
        this.resources = resources;
    }

    /** What an alarm is about, and how long it must last. */
    private record Measured(String metric, String statistic, double threshold, int minutes) {}

    void add() {
        resources
                .parameters()
                .putObject(PARAMETER)
                .put("Type", "String")
                .put("AllowedPattern", "arn:aws[a-z-]*:sns:.+")
                .put("Description", "The ARN of the SNS topic that alarms notify");
        letters()
                .forEach(queue -> ofQueue(
                        "DeadLetters",
                        queue,
                        new Measured("ApproximateNumberOfMessagesVisible", "Maximum", 0, 5),
                        "There are dead letters in %s. docs/alarms.md#dead-letters"));
        consumed().forEach(queue -> {
            ofQueue(
                    "Behind",
                    queue,
                    new Measured("ApproximateAgeOfOldestMessage", "Maximum", LATE.toSeconds(), 10),
                    "A message of %s has waited for more than five minutes. docs/alarms.md#behind");
            ofQueue(
                    "InFlight",
                    queue,
                    new Measured("ApproximateNumberOfMessagesNotVisible", "Maximum", MANY_IN_FLIGHT, 5),
                    "More than 100,000 messages of %s are in flight; SQS allows 120,000. docs/alarms.md#in-flight");
            if (!queue.isFifo()) {
                ofQueue(
                        "NoisyGroups",
                        queue,
                        new Measured("ApproximateNumberOfNoisyGroups", "Maximum", 0, 15),
                        "One group takes more than its share of the handlers of %s. docs/alarms.md#noisy-groups");
            }
        });
        redriving()
                .forEach(topic -> alarm(
                        Resources.id("UndeliveredAlarm", topic.name()),
                        new Measured("NumberOfNotificationsFailedToRedriveToDlq", "Sum", 0, 1),
                        "SNS could neither deliver a message of %s nor keep it in the dead-letter queue: it is lost. docs/alarms.md#lost-by-sns"
                                .formatted(topic.name()),
                        properties -> dimension(properties, "AWS/SNS", "TopicName", topic.name())));
    }

    private void ofQueue(String kind, Queue queue, Measured measured, String description) {
        alarm(
                Resources.id(kind + "Alarm", queue.name()),
                measured,
                description.formatted(queue.name()),
                properties -> dimension(properties, "AWS/SQS", "QueueName", queue.name()));
    }

    private void alarm(String id, Measured measured, String description, Consumer<ObjectNode> of) {
        ObjectNode properties = resources
                .add(id, "AWS::CloudWatch::Alarm", false)
                .put("AlarmDescription", description)
                .put("MetricName", measured.metric())
                .put("Statistic", measured.statistic())
                .put("Period", (int) Duration.ofMinutes(1).toSeconds())
                .put("EvaluationPeriods", measured.minutes())
                .put("ComparisonOperator", "GreaterThanThreshold")
                .put("Threshold", measured.threshold())
                // SQS reports no figures for a queue that has been idle for hours.
                .put("TreatMissingData", "notBreaching");
        of.accept(properties);
        properties.putArray("AlarmActions").add(Resources.reference(PARAMETER));
        properties.putArray("OKActions").add(Resources.reference(PARAMETER));
    }

    private static void dimension(ObjectNode properties, String namespace, String name, String value) {
        properties.put("Namespace", namespace);
        properties.putArray("Dimensions").addObject().put("Name", name).put("Value", value);
    }

    private Set<Queue> letters() {
        return named(Stream.concat(
                topology.queues().stream()
                        .flatMap(queue -> queue.redrive().stream())
                        .map(DeclaredQueue.RedriveTarget::to),
                topology.inboxes().served().stream().map(line -> line.inbox().deadLetters())));
    }

    private Set<Queue> consumed() {
        return named(topology.consumers().stream().map(Topology.Consumer::queue));
    }

    private Set<Topic> redriving() {
        return topology.subscriptions().stream()
                .filter(subscription -> subscription.undelivered().isPresent())
                .map(Subscription::topic)
                // A topic of others has its metrics in their account.
                .filter(topic -> !topic.isGivenByArn())
                .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(Topic::name))));
    }

    private static Set<Queue> named(Stream<Queue> queues) {
        return queues.collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(Queue::name))));
    }
}
