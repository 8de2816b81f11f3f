package topology.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.LedgerSettings;
import ledger.LedgerTable;
import process.Json;
import topology.Account;
import topology.DeclaredQueue;
import topology.DeclaredTopic;
import topology.Queue;
import topology.Settings;
import topology.Subscriber;
import topology.Subscription;
import topology.Topic;
import topology.Topology;
import topology.provisioning.AccessStatements;
import topology.provisioning.QueuePolicy;
import topology.provisioning.Queues;

/**
 * Exports the topology as a CloudFormation template. Equal topologies give equal templates, byte for byte. Resources
 * that hold data are kept when the stack is deleted.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html">resource
 *     types</a>
 */
public final class CloudFormation {
    /** Stands for the stage in the names of a topology that is exported for all stages. Names may contain it. */
    public static final String ANY_STAGE = "zX9Sz9";

    private final Topology topology;
    private final Resources resources;
    private final KeyResources keys;

    /** @param withKeys whether to create the KMS keys that are given by an alias */
    public CloudFormation(Topology topology, boolean withKeys) {
        this(topology, withKeys, Optional.empty());
    }

    /**
     * Exports a topology for all stages.
     *
     * @param topology the topology whose stage is {@link #ANY_STAGE}
     * @param withKeys whether to create the KMS keys that are given by an alias
     * @param stage the default of the parameter {@code Stage}
     */
    public CloudFormation(Topology topology, boolean withKeys, Optional<String> stage) {
        this.topology = topology;
        this.resources = new Resources(topology.application());
        this.keys = new KeyResources(topology, withKeys, resources);
        topology.declaredTopics().stream()
                .filter(declared -> !declared.topic().isGivenByArn())
                .forEach(this::topic);
        topology.queues().forEach(this::queue);
        topology.subscriptions().forEach(this::subscription);
        topology.ledger().filter(LedgerSettings::create).ifPresent(this::table);
        keys.add();
        stage.ifPresent(written -> resources
                .parameters()
                .putObject("Stage")
                .put("Type", "String")
                .put("Default", written)
                .put("AllowedPattern", "[A-Za-z0-9_-]+")
                .put("Description", "The stage, which is a part of names: caravan.stage"));
    }

    /** Adds alarms, and the parameter that names the topic they notify. */
    public CloudFormation withAlarms() {
        new Alarms(topology, resources).add();
        return this;
    }

    /**
     * Adds a service of ECS on Fargate that runs all routes, and the parameters that it needs.
     *
     * @param secrets the ARNs of secrets of Secrets Manager that its tasks may read
     * @throws TooManyPermissionsException if the permissions of its tasks do not fit into one role
     */
    public CloudFormation withService(List<String> secrets) {
        new EcsService(topology, secrets, resources).add();
        return this;
    }

    /** The template as JSON. */
    public String json() {
        ObjectNode template = Json.object()
                .put("AWSTemplateFormatVersion", "2010-09-09")
                .put(
                        "Description",
                        "The topology of %s, exported by caravan"
                                .formatted(topology.application().replace(ANY_STAGE, "each stage")));
        resources.into(template);
        return TemplateText.finished(template, ANY_STAGE).toPrettyString();
    }

    private void topic(DeclaredTopic declared) {
        Topic topic = declared.topic();
        String id = Resources.id(topic);
        ObjectNode properties = resources.add(id, "AWS::SNS::Topic", true).put("TopicName", topic.name());
        if (topic.isFifo()) {
            properties.put("FifoTopic", true);
        }
        attributes(id, declared.settings(), properties);
        resources.after(id, keys.before(declared.settings().encryption()));
        if (declared.access().isNone()) {
            return;
        }
        String arn = TemplateText.ACCOUNT.arn(topic);
        AccessStatements access =
                new AccessStatements(declared.access(), "sns:Publish", arn, TemplateText.ACCOUNT.id());
        ObjectNode policy = resources.add(Resources.id("TopicPolicy", topic.name()), "AWS::SNS::TopicPolicy", false);
        policy.putArray("Topics").add(Resources.reference(id));
        policy.putObject("PolicyDocument")
                .put("Version", "2012-10-17")
                .putArray("Statement")
                // This policy replaces the policy that SNS gives a new topic, so it repeats the owner's rights.
                .addAll(access.addedTo(List.of(ofOwner(arn))));
    }

    private static ObjectNode ofOwner(String arn) {
        ObjectNode statement =
                Json.object().put("Sid", "__default_statement_ID").put("Effect", "Allow");
        statement.putObject("Principal").put("AWS", "*");
        ArrayNode actions = statement.putArray("Action");
        List.of(
                        "GetTopicAttributes",
                        "SetTopicAttributes",
                        "AddPermission",
                        "RemovePermission",
                        "DeleteTopic",
                        "Subscribe",
                        "ListSubscriptionsByTopic",
                        "Publish")
                .forEach(action -> actions.add("SNS:" + action));
        statement.put("Resource", arn);
        statement.putObject("Condition").putObject("StringEquals").put("AWS:SourceOwner", TemplateText.ACCOUNT.id());
        return statement;
    }

    /** Adds attributes and tags. Attributes that CloudFormation does not have are left to {@code caravan apply}. */
    private void attributes(String id, Settings settings, ObjectNode properties) {
        settings.attributes().forEach((attribute, written) -> {
            Map<String, JsonNode> known = attribute.properties(written, TemplateText.ACCOUNT);
            known.forEach(properties::set);
            if (known.isEmpty()) {
                attribute.values(written, TemplateText.ACCOUNT).entrySet().stream()
                        .filter(value -> !value.getValue().isEmpty())
                        .forEach(value -> resources
                                .metadata()
                                .withObject("SetByCaravanApply")
                                .withObject(id)
                                .put(value.getKey(), value.getValue()));
            }
        });
        resources.tags(properties, settings.tags());
    }

    private void queue(DeclaredQueue declared) {
        String id = Resources.id(declared.queue());
        ObjectNode properties = resources
                .add(id, "AWS::SQS::Queue", true)
                .put("QueueName", declared.queue().name());
        if (declared.queue().isFifo()) {
            properties.put("FifoQueue", true);
        }
        if (declared.isForDeadLetters()) {
            properties.put("MessageRetentionPeriod", Queues.DEAD_LETTER_RETENTION.toSeconds());
        }
        declared.redrive().ifPresent(redrive -> {
            ObjectNode policy = properties.putObject("RedrivePolicy");
            policy.set("deadLetterTargetArn", letters(redrive.to()));
            policy.put("maxReceiveCount", redrive.maxReceiveCount());
        });
        attributes(id, declared.settings(), properties);
        resources.after(id, keys.before(declared.settings().encryption()));
        if (!declared.senders().isEmpty() || !declared.access().isNone()) {
            policy(declared);
        }
    }

    private JsonNode letters(Queue queue) {
        return topology.queue(queue).isPresent()
                ? Resources.arn(queue)
                : TextNode.valueOf(TemplateText.ACCOUNT.arn(queue));
    }

    private void policy(DeclaredQueue declared) {
        ObjectNode properties = resources.add(policyId(declared.queue()), "AWS::SQS::QueuePolicy", false);
        properties.putArray("Queues").add(Resources.reference(Resources.id(declared.queue())));
        List<JsonNode> statements = new ArrayList<>();
        List<JsonNode> topics = declared.senders().stream()
                .sorted(Comparator.comparing(Topic::nameOrArn))
                .map(Resources::arn)
                .toList();
        if (!topics.isEmpty()) {
            ObjectNode statement = QueuePolicy.statement(List.of("topics"), "queue");
            statement.set("Resource", Resources.arn(declared.queue()));
            statement
                    .withObject("/Condition/ArnEquals")
                    .set(
                            "aws:SourceArn",
                            topics.size() == 1 ? topics.get(0) : Json.array().addAll(topics));
            statements.add(statement);
        }
        properties
                .putObject("PolicyDocument")
                .put("Version", "2012-10-17")
                .putArray("Statement")
                .addAll(new AccessStatements(
                                declared.access(),
                                "sqs:SendMessage",
                                TemplateText.ACCOUNT.arn(declared.queue()),
                                TemplateText.ACCOUNT.id())
                        .addedTo(statements));
    }

    private static String policyId(Queue queue) {
        return Resources.id("Policy", queue.name());
    }

    private void subscription(Subscription subscription) {
        String id = Resources.id("Subscription", subscription.toString());
        ObjectNode properties = resources.add(id, "AWS::SNS::Subscription", false);
        properties.put("Protocol", subscription.subscriber().protocol());
        properties.set("TopicArn", Resources.arn(subscription.topic()));
        if (subscription.topic().isGivenByArn()) {
            properties.put(
                    "Region", Account.of(subscription.topic().nameOrArn()).region());
        }
        if (!subscription.filter().isEmpty()) {
            properties.set("FilterPolicy", read(subscription.filter().json()));
            properties.put("FilterPolicyScope", subscription.filter().scope().toString());
        }
        if (subscription.subscriber().takesRaw()) {
            properties.put("RawMessageDelivery", subscription.raw());
        }
        // A topic must be allowed to send to a queue before it is subscribed.
        ArrayNode before = Json.array();
        subscription.undelivered().ifPresent(queue -> {
            properties.putObject("RedrivePolicy").set("deadLetterTargetArn", Resources.arn(queue));
            before.add(policyId(queue));
        });
        if (subscription.subscriber() instanceof Subscriber.OfQueue ofQueue) {
            properties.set("Endpoint", Resources.arn(ofQueue.queue()));
            before.add(policyId(ofQueue.queue()));
        } else if (subscription.subscriber() instanceof Subscriber.OfEndpoint endpoint) {
            endpoint(id, endpoint, properties);
            if (endpoint.role() != null) {
                properties.put("SubscriptionRoleArn", endpoint.role());
            }
            if (endpoint.protocol().equals("lambda")) {
                before.add(permission(subscription, endpoint));
            }
        }
        resources.after(id, before);
    }

    /** Makes an endpoint with a password, key or token a parameter of the stack, so that it is not in the template. */
    private void endpoint(String id, Subscriber.OfEndpoint endpoint, ObjectNode properties) {
        if (!endpoint.isSecret()) {
            properties.put("Endpoint", endpoint.endpoint());
            return;
        }
        // A resource and a parameter must not share a name.
        String parameter = "Endpoint" + id;
        resources
                .parameters()
                .putObject(parameter)
                .put("Type", "String")
                .put("NoEcho", true)
                .put("Description", "The endpoint " + endpoint + ", as it is");
        properties.set("Endpoint", Resources.reference(parameter));
    }

    private String permission(Subscription subscription, Subscriber.OfEndpoint function) {
        String id = Resources.id("Permission", subscription.toString());
        ObjectNode properties = resources
                .add(id, "AWS::Lambda::Permission", false)
                .put("Action", "lambda:InvokeFunction")
                .put("FunctionName", function.endpoint())
                .put("Principal", "sns.amazonaws.com");
        properties.set("SourceArn", Resources.arn(subscription.topic()));
        return id;
    }

    private void table(LedgerSettings ledger) {
        ObjectNode properties = resources
                .add("Ledger", "AWS::DynamoDB::Table", true)
                .put("TableName", ledger.table())
                .put("BillingMode", "PAY_PER_REQUEST");
        ArrayNode attributes = properties.putArray("AttributeDefinitions");
        ArrayNode keys = properties.putArray("KeySchema");
        LedgerTable.KEYS.forEach(key -> {
            attributes.addObject().put("AttributeName", key.getKey()).put("AttributeType", "S");
            keys.addObject().put("AttributeName", key.getKey()).put("KeyType", key.getValue());
        });
        properties
                .putObject("TimeToLiveSpecification")
                .put("AttributeName", LedgerTable.TIME_TO_LIVE)
                .put("Enabled", true);
        resources.tags(properties, Map.of());
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
