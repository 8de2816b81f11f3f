package topology.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import topology.Topology;

/**
 * Scales a service of ECS by the messages that wait. A task starts when a queue has more than ten waiting messages for each
 * event that the tasks can handle at the same time. A task stops when every queue has been below that for some time. ECS
 * reports one processor sample a minute for each task, so the number of samples is the number of tasks.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html">
 *     a target with metric math</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html#cw_running_task_count">the
 *     number of running tasks</a>
 */
final class EcsScaling {
    private static final int WAITING_FOR_EACH_HANDLED = 10;
    private static final int SECONDS_BEFORE_MORE = 60;
    private static final int SECONDS_BEFORE_FEWER = 300;

    private final Topology topology;
    private final Resources resources;

    EcsScaling(Topology topology, Resources resources) {
        this.topology = topology;
        this.resources = resources;
    }

    void add() {
        ObjectNode target = resources
                .add("Scaling", "AWS::ApplicationAutoScaling::ScalableTarget", false)
                .put("ServiceNamespace", "ecs")
                .put("ScalableDimension", "ecs:service:DesiredCount")
                .put("MinCapacity", 1);
        target.set("MaxCapacity", Resources.reference("MostTasks"));
        target.putObject("ResourceId")
                .putArray("Fn::Join")
                .add("/")
                .addArray()
                .add("service")
                .add(Resources.reference("Cluster"))
                .add(Resources.attribute("Service", "Name"));
        // Queues of other accounts have their metrics in those accounts.
        topology.capacityByQueue().entrySet().stream()
                .filter(queue -> queue.getKey().account().isEmpty())
                .forEach(queue -> policy(queue.getKey().name(), queue.getValue()));
    }

    private void policy(String queue, int capacity) {
        ObjectNode policy = resources
                .add(Resources.id("Scaling", queue), "AWS::ApplicationAutoScaling::ScalingPolicy", false)
                .put("PolicyName", queue)
                .put("PolicyType", "TargetTrackingScaling");
        policy.set("ScalingTargetId", Resources.reference("Scaling"));
        ObjectNode tracked = policy.putObject("TargetTrackingScalingPolicyConfiguration")
                .put("TargetValue", capacity * WAITING_FOR_EACH_HANDLED)
                .put("ScaleOutCooldown", SECONDS_BEFORE_MORE)
                .put("ScaleInCooldown", SECONDS_BEFORE_FEWER);
        ArrayNode metrics = tracked.putObject("CustomizedMetricSpecification").putArray("Metrics");
        ObjectNode waiting = metric(metrics, "waiting", "Maximum");
        waiting.put("Namespace", "AWS/SQS").put("MetricName", "ApproximateNumberOfMessagesVisible");
        waiting.putArray("Dimensions").addObject().put("Name", "QueueName").put("Value", queue);
        ObjectNode tasks = metric(metrics, "tasks", "SampleCount");
        tasks.put("Namespace", "AWS/ECS").put("MetricName", "CPUUtilization");
        ArrayNode service = tasks.putArray("Dimensions");
        service.addObject().put("Name", "ClusterName").set("Value", Resources.reference("Cluster"));
        service.addObject().put("Name", "ServiceName").set("Value", Resources.attribute("Service", "Name"));
        // SQS reports no figures for a queue that has been idle for hours, and ECS none for a service that is starting.
        metrics.addObject()
                .put("Id", "each")
                .put("Expression", "FILL(waiting, 0) / FILL(tasks, 1)")
                .put("ReturnData", true);
    }

    private static ObjectNode metric(ArrayNode metrics, String id, String statistic) {
        ObjectNode query = metrics.addObject().put("Id", id).put("ReturnData", false);
        ObjectNode measured = query.putObject("MetricStat").put("Stat", statistic);
        return measured.putObject("Metric");
    }
}
