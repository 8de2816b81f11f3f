package topology.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import http.FrontDoor;
import java.util.List;
import java.util.Map;
import process.Json;
import topology.Topology;

/**
 * Adds a service of ECS on Fargate that runs the application, with what it needs: a cluster, a log group, the role of its
 * tasks, which may do what the routes do and nothing else, a health check, and {@linkplain EcsScaling scaling}. Image,
 * subnets, security groups, size and a load balancer's target group are parameters of the stack.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html">task definition</a>
 */
final class EcsService {
    /** The longest time, in seconds, that Fargate waits for a task to stop before it kills the task. */
    private static final int LONGEST_STOP = 120;

    /** The characters that IAM allows for all inline policies of a role together, without white space. */
    private static final int LONGEST_POLICY = 10_240;

    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9876;
    private static final String CONTAINER = "caravan";

    /** The JRE's image has bash and no tool for HTTP. */
    private static final String HEALTHY =
            "exec 3<>/dev/tcp/127.0.0.1/%d && printf 'GET /observe/health/live HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"
                    .formatted(MANAGEMENT);

    private final Topology topology;
    private final List<String> secrets;
    private final Resources resources;

    /** @param secrets the ARNs of secrets that placeholders such as <code>{{aws:caravan/callers#shop}}</code> read */
    EcsService(Topology topology, List<String> secrets, Resources resources) {
        this.topology = topology;
        this.secrets = secrets;
        this.resources = resources;
    }

    /** @throws TooManyPermissionsException if the permissions do not fit into one role */
    void add() {
        // The service starts last: its tasks would create a missing queue, and the stack could then not create it.
        ArrayNode others = resources.ids();
        parameters();
        resources.tags(resources.add("Cluster", "AWS::ECS::Cluster", false), Map.of());
        resources.tags(resources.add("Logs", "AWS::Logs::LogGroup", false).put("RetentionInDays", 30), Map.of());
        taskRole();
        ObjectNode starter = role("ExecutionRole");
        starter.putArray("ManagedPolicyArns")
                .add("arn:%s:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
                        .formatted(TemplateText.ACCOUNT.partition()));
        task();
        service();
        resources.after("Service", others);
        new EcsScaling(topology, resources).add();
    }

    private void parameters() {
        parameter("Image", "String", "The image of the application: docs/running.md says how to build it");
        parameter("Subnets", "List<AWS::EC2::Subnet::Id>", "The subnets of the tasks; they need a way to AWS");
        parameter("SecurityGroups", "List<AWS::EC2::SecurityGroup::Id>", "The security groups of the tasks");
        parameter("TaskCpu", "String", "Processor of a task: 1024 is one").put("Default", "512");
        parameter("TaskMemory", "String", "Memory of a task in MiB").put("Default", "1024");
        parameter("MostTasks", "Number", "How many tasks may run").put("Default", 10);
        if (listens()) {
            parameter(
                            "TargetGroup",
                            "String",
                            "The ARN of a load balancer's target group for port 8080, of type ip; or nothing")
                    .put("Default", "");
            resources
                    .conditions()
                    .putObject("Balanced")
                    .putArray("Fn::Not")
                    .addObject()
                    .putArray("Fn::Equals")
                    .add(Resources.reference("TargetGroup"))
                    .add("");
        }
    }

    private ObjectNode parameter(String name, String type, String description) {
        return resources.parameters().putObject(name).put("Type", type).put("Description", description);
    }

    private boolean listens() {
        return !topology.receivers().isEmpty()
                || !topology.inboxes().served().isEmpty()
                || topology.publishers().stream()
                        .anyMatch(publisher ->
                                FrontDoor.serves(publisher.parameters().get("from")));
    }

    private void taskRole() {
        ObjectNode role = role("TaskRole");
        ArrayNode policies = role.putArray("Policies");
        JsonNode routes =
                read(new IamPolicies(topology, TemplateText.ACCOUNT).all().get("application"));
        policies.addObject().put("PolicyName", "routes").set("PolicyDocument", routes);
        if (!secrets.isEmpty()) {
            ObjectNode document = Json.object().put("Version", "2012-10-17");
            ObjectNode statement = document.putArray("Statement")
                    .addObject()
                    .put("Effect", "Allow")
                    .put("Action", "secretsmanager:GetSecretValue");
            secrets.forEach(statement.putArray("Resource")::add);
            policies.addObject().put("PolicyName", "secrets").set("PolicyDocument", document);
        }
        int length = policies.findValues("PolicyDocument").stream()
                .mapToInt(document -> TemplateText.length(document.toString()))
                .sum();
        if (length > LONGEST_POLICY) {
            throw new TooManyPermissionsException(length, LONGEST_POLICY);
        }
    }

    /** A role that tasks of this account may assume. */
    private ObjectNode role(String id) {
        ObjectNode role = resources.add(id, "AWS::IAM::Role", false);
        resources.tags(role, Map.of());
        ObjectNode statement = role.putObject("AssumeRolePolicyDocument")
                .put("Version", "2012-10-17")
                .putArray("Statement")
                .addObject()
                .put("Effect", "Allow")
                .put("Action", "sts:AssumeRole");
        statement.putObject("Principal").put("Service", "ecs-tasks.amazonaws.com");
        statement.putObject("Condition").putObject("StringEquals").put("aws:SourceAccount", TemplateText.ACCOUNT.id());
        return role;
    }

    private void task() {
        ObjectNode task =
                resources.add("Task", "AWS::ECS::TaskDefinition", false).put("NetworkMode", "awsvpc");
        resources.tags(task, Map.of());
        task.set("Cpu", Resources.reference("TaskCpu"));
        task.set("Memory", Resources.reference("TaskMemory"));
        task.set("TaskRoleArn", Resources.attribute("TaskRole", "Arn"));
        task.set("ExecutionRoleArn", Resources.attribute("ExecutionRole", "Arn"));
        task.putArray("RequiresCompatibilities").add("FARGATE");
        ObjectNode container = task.putArray("ContainerDefinitions")
                .addObject()
                .put("Name", CONTAINER)
                .put("Essential", true)
                .put("StopTimeout", LONGEST_STOP);
        container.set("Image", Resources.reference("Image"));
        environment(container.putArray("Environment"));
        ArrayNode ports = container.putArray("PortMappings");
        if (listens()) {
            ports.addObject().put("ContainerPort", HTTP);
        }
        ports.addObject().put("ContainerPort", MANAGEMENT);
        ObjectNode health = container
                .putObject("HealthCheck")
                .put("Interval", 30)
                .put("Timeout", 5)
                .put("Retries", 3)
                .put("StartPeriod", 60);
        health.putArray("Command").add("CMD").add("bash").add("-c").add(HEALTHY);
        ObjectNode options = container
                .putObject("LogConfiguration")
                .put("LogDriver", "awslogs")
                .putObject("Options");
        options.put("awslogs-region", TemplateText.ACCOUNT.region()).put("awslogs-stream-prefix", CONTAINER);
        options.set("awslogs-group", Resources.reference("Logs"));
    }

    private void environment(ArrayNode environment) {
        variable(environment, "AWS_REGION", TemplateText.ACCOUNT.region());
        variable(environment, "LISTEN_HOST", "0.0.0.0");
        variable(environment, "LISTEN_HTTP", String.valueOf(HTTP));
        variable(environment, "LISTEN_MANAGEMENT", String.valueOf(MANAGEMENT));
        if (resources.parameters().has("Stage")) {
            environment.addObject().put("Name", "CARAVAN_STAGE").set("Value", Resources.reference("Stage"));
        }
    }

    private static void variable(ArrayNode environment, String name, String value) {
        environment.addObject().put("Name", name).put("Value", value);
    }

    private void service() {
        ObjectNode service = resources
                .add("Service", "AWS::ECS::Service", false)
                .put("LaunchType", "FARGATE")
                .put("PropagateTags", "SERVICE");
        resources.tags(service, Map.of());
        service.set("Cluster", Resources.reference("Cluster"));
        service.set("TaskDefinition", Resources.reference("Task"));
        ObjectNode deployment = service.putObject("DeploymentConfiguration")
                .put("MinimumHealthyPercent", 100)
                .put("MaximumPercent", 200);
        deployment.putObject("DeploymentCircuitBreaker").put("Enable", true).put("Rollback", true);
        ObjectNode network = service.putObject("NetworkConfiguration").putObject("AwsvpcConfiguration");
        network.set("Subnets", Resources.reference("Subnets"));
        network.set("SecurityGroups", Resources.reference("SecurityGroups"));
        if (listens()) {
            ArrayNode balanced = Json.array();
            balanced.addObject()
                    .put("ContainerName", CONTAINER)
                    .put("ContainerPort", HTTP)
                    .set("TargetGroupArn", Resources.reference("TargetGroup"));
            service.putObject("LoadBalancers")
                    .putArray("Fn::If")
                    .add("Balanced")
                    .add(balanced)
                    .add(Resources.reference("AWS::NoValue"));
        }
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
