package topology.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import process.Json;
import topology.Topology;

/**
 * Exports how KEDA scales a deployment that runs the application: by the messages that wait in its queues, in proportion to the
 * events that one process can handle at the same time. Kubernetes accepts JSON as well as YAML.
 *
 * @see <a href="https://keda.sh/docs/latest/scalers/aws-sqs/">KEDA's scaler for SQS</a>
 */
public final class Keda {
    private static final int FEWEST = 1;

    private final Topology topology;
    private final String region;

    /** @param region the region of the queues */
    public Keda(Topology topology, String region) {
        this.topology = topology;
        this.region = region;
    }

    /**
     * The scaled object.
     *
     * @param deployment the deployment to scale
     * @param most how many processes may run
     * @param backlog how many messages may wait for each event that a process can handle at the same time, before another starts
     */
    public String json(String deployment, int most, int backlog) {
        ObjectNode scaled = Json.object().put("apiVersion", "keda.sh/v1alpha1").put("kind", "ScaledObject");
        scaled.putObject("metadata").put("name", deployment);
        ObjectNode spec = scaled.putObject("spec");
        spec.putObject("scaleTargetRef").put("name", deployment);
        spec.put("minReplicaCount", FEWEST).put("maxReplicaCount", most);
        ArrayNode triggers = spec.putArray("triggers");
        topology.capacityByQueue()
                .forEach((queue, capacity) -> triggers.addObject()
                        .put("type", "aws-sqs-queue")
                        .putObject("metadata")
                        .put("queueURL", queue.name())
                        .put("queueLength", String.valueOf((long) capacity * backlog))
                        .put("awsRegion", region)
                        // Messages in flight have a handler, or wait for their backoff.
                        .put("scaleOnInFlight", "false"));
        return scaled.toPrettyString();
    }
}
