package topology.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import ledger.LedgerSettings;
import ledger.LedgerTable;
import process.Json;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamPrincipalType;
import software.amazon.awssdk.policybuilder.iam.IamResource;
import software.amazon.awssdk.policybuilder.iam.IamStatement;
import topology.DeclaredQueue;
import topology.Encryption;
import topology.Queue;
import topology.QueueSettings;
import topology.Subscriber;
import topology.Subscription;
import topology.Tags;
import topology.Topic;
import topology.Topology;
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
    private static final Pattern SEPARATED = Pattern.compile("(^|[^A-Za-z0-9]+)([A-Za-z0-9])");

    /** SNS must be allowed to use the key of an encrypted queue, or it delivers nothing. */
    private static final IamStatement FOR_SNS = IamStatement.builder()
            .sid("sns")
            .effect(IamEffect.ALLOW)
            .addPrincipal(IamPrincipalType.SERVICE, "sns.amazonaws.com")
            .addAction("kms:GenerateDataKey*")
            .addAction("kms:Decrypt")
            .addResource(IamResource.ALL)
            .build();

    private final Topology topology;
    private final boolean withKeys;
    private final Map<String, ObjectNode> resources = new TreeMap<>();
    private final ObjectNode parameters = Json.object();

    /** @param withKeys whether to create the KMS keys that are given by an alias */
    public CloudFormation(Topology topology, boolean withKeys) {
        this.topology = topology;
        this.withKeys = withKeys;
    }

    /** The template as JSON. */
    public String json() {
        resources.clear();
        parameters.removeAll();
        topology.topics().stream().filter(topic -> !topic.isGivenByArn()).forEach(this::topic);
        topology.queues().forEach(this::queue);
        topology.subscriptions().forEach(this::subscription);
        topology.ledger().filter(LedgerSettings::create).ifPresent(this::table);
        ObjectNode template = Json.object()
                .put("AWSTemplateFormatVersion", "2010-09-09")
                .put("Description", "The topology of " + topology.application() + ", exported by caravan");
        keys(template);
        if (!parameters.isEmpty()) {
            template.set("Parameters", parameters);
        }
        ObjectNode all = template.putObject("Resources");
        resources.forEach(all::set);
        return template.toPrettyString();
    }

    private void topic(Topic topic) {
        ObjectNode properties = resource(id(topic), "AWS::SNS::Topic", true).put("TopicName", topic.name());
        if (topic.isFifo()) {
            properties.put("FifoTopic", true);
        }
        tags(properties, Map.of());
    }

    private void queue(DeclaredQueue declared) {
        QueueSettings settings = declared.settings();
        ObjectNode properties = resource(id(declared.queue()), "AWS::SQS::Queue", true)
                .put("QueueName", declared.queue().name());
        if (declared.queue().isFifo()) {
            properties.put("FifoQueue", true);
        }
        (declared.isForDeadLetters() ? Optional.of(Queues.DEAD_LETTER_RETENTION) : settings.retention())
                .ifPresent(retention -> properties.put("MessageRetentionPeriod", retention.toSeconds()));
        settings.delay().map(Duration::toSeconds).ifPresent(delay -> properties.put("DelaySeconds", delay));
        settings.visibilityTimeout()
                .map(Duration::toSeconds)
                .ifPresent(timeout -> properties.put("VisibilityTimeout", timeout));
        settings.encryption()
                .ifPresent(encryption -> encryption
                        .key()
                        .ifPresentOrElse(
                                key -> properties.put("KmsMasterKeyId", key),
                                () -> properties.put(
                                        "SqsManagedSseEnabled",
                                        !encryption.written().equals(Encryption.NONE))));
        settings.highThroughput()
                .ifPresent(high -> properties
                        .put("DeduplicationScope", high ? "messageGroup" : "queue")
                        .put("FifoThroughputLimit", high ? "perMessageGroupId" : "perQueue"));
        declared.redrive().ifPresent(redrive -> {
            ObjectNode policy = properties.putObject("RedrivePolicy");
            policy.set("deadLetterTargetArn", arn(redrive.to()));
            policy.put("maxReceiveCount", redrive.maxReceiveCount());
        });
        tags(properties, settings.tags());
        settings.encryption()
                .flatMap(Encryption::key)
                .filter(this::isMade)
                .ifPresent(key -> resources
                        .get(id(declared.queue()))
                        .putArray("DependsOn")
                        .add(id("Alias", key)));
        if (!declared.senders().isEmpty()) {
            policy(declared);
        }
    }

    private void policy(DeclaredQueue declared) {
        ObjectNode properties = resource(policyId(declared.queue()), "AWS::SQS::QueuePolicy", false);
        properties.putArray("Queues").add(reference(id(declared.queue())));
        List<JsonNode> topics = declared.senders().stream()
                .sorted(Comparator.comparing(Topic::nameOrArn))
                .map(CloudFormation::arn)
                .toList();
        ObjectNode statement = QueuePolicy.statement(List.of("topics"), "queue");
        statement.set("Resource", arn(declared.queue()));
        statement
                .withObject("/Condition/ArnEquals")
                .set(
                        "aws:SourceArn",
                        topics.size() == 1 ? topics.get(0) : Json.array().addAll(topics));
        properties
                .putObject("PolicyDocument")
                .put("Version", "2012-10-17")
                .putArray("Statement")
                .add(statement);
    }

    private void subscription(Subscription subscription) {
        String id = id("Subscription", subscription.toString());
        ObjectNode properties = resource(id, "AWS::SNS::Subscription", false);
        properties.put("Protocol", subscription.subscriber().protocol());
        properties.set("TopicArn", arn(subscription.topic()));
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
            properties.putObject("RedrivePolicy").set("deadLetterTargetArn", arn(queue));
            before.add(policyId(queue));
        });
        if (subscription.subscriber() instanceof Subscriber.OfQueue ofQueue) {
            properties.set("Endpoint", arn(ofQueue.queue()));
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
        if (!before.isEmpty()) {
            resources.get(id).set("DependsOn", before);
        }
    }

    /** Makes an endpoint with a password, key or token a parameter of the stack, so that it is not in the template. */
    private void endpoint(String id, Subscriber.OfEndpoint endpoint, ObjectNode properties) {
        if (!endpoint.isSecret()) {
            properties.put("Endpoint", endpoint.endpoint());
            return;
        }
        // A resource and a parameter must not share a name.
        String parameter = "Endpoint" + id;
        parameters
                .putObject(parameter)
                .put("Type", "String")
                .put("NoEcho", true)
                .put("Description", "The endpoint " + endpoint + ", as it is");
        properties.set("Endpoint", reference(parameter));
    }

    private String permission(Subscription subscription, Subscriber.OfEndpoint function) {
        String id = id("Permission", subscription.toString());
        ObjectNode properties = resource(id, "AWS::Lambda::Permission", false)
                .put("Action", "lambda:InvokeFunction")
                .put("FunctionName", function.endpoint())
                .put("Principal", "sns.amazonaws.com");
        properties.set("SourceArn", arn(subscription.topic()));
        return id;
    }

    private void table(LedgerSettings ledger) {
        ObjectNode properties = resource("Ledger", "AWS::DynamoDB::Table", true)
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
        tags(properties, Map.of());
    }

    /** Adds the keys, or notes what the policies of existing keys must allow. */
    private void keys(ObjectNode template) {
        TreeSet<String> keys = new TreeSet<>();
        topology.queues().stream()
                .flatMap(queue -> queue.settings().encryption().stream())
                .flatMap(encryption -> encryption.key().stream())
                .forEach(keys::add);
        for (String key : keys) {
            if (isMade(key)) {
                key(key);
            } else {
                template.withObject("Metadata")
                        .withObject("PolicyStatementsThatKeysOfOthersNeed")
                        .withArray(key)
                        .add(read(IamPolicy.builder()
                                        .addStatement(FOR_SNS)
                                        .build()
                                        .toJson())
                                .path("Statement"));
            }
        }
    }

    private void key(String alias) {
        ObjectNode properties = resource(id("Key", alias), "AWS::KMS::Key", true)
                .put("Description", "Encrypts queues of " + topology.application())
                .put("EnableKeyRotation", true);
        JsonNode policy = read(IamPolicy.builder()
                .addStatement(statement -> statement
                        .sid("account")
                        .effect(IamEffect.ALLOW)
                        .addPrincipal(IamPrincipalType.AWS, "account")
                        .addAction("kms:*")
                        .addResource(IamResource.ALL))
                .addStatement(FOR_SNS)
                .build()
                .toJson());
        policy.withObject("/Statement/0/Principal/AWS", JsonNode.OverwriteMode.ALL, true)
                .put("Fn::Sub", "arn:${AWS::Partition}:iam::${AWS::AccountId}:root");
        properties.set("KeyPolicy", policy);
        tags(properties, Map.of());
        resource(id("Alias", alias), "AWS::KMS::Alias", false)
                .put("AliasName", alias)
                .set("TargetKeyId", reference(id("Key", alias)));
    }

    private boolean isMade(String key) {
        return withKeys && key.startsWith("alias/");
    }

    private void tags(ObjectNode properties, Map<String, String> written) {
        Map<String, String> tags = new TreeMap<>(written);
        tags.put(Tags.OWNER, topology.application());
        ArrayNode all = properties.putArray("Tags");
        tags.forEach((key, value) -> all.addObject().put("Key", key).put("Value", value));
    }

    private ObjectNode resource(String id, String type, boolean kept) {
        ObjectNode resource = Json.object().put("Type", type);
        if (kept) {
            resource.put("DeletionPolicy", "Retain").put("UpdateReplacePolicy", "Retain");
        }
        ObjectNode properties = resource.putObject("Properties");
        if (resources.put(id, resource) != null) {
            throw new IllegalStateException("two resources would be called " + id);
        }
        return properties;
    }

    private static JsonNode arn(Topic topic) {
        return topic.isGivenByArn() ? TextNode.valueOf(topic.nameOrArn()) : reference(id(topic));
    }

    private static ObjectNode arn(Queue queue) {
        ObjectNode arn = Json.object();
        arn.putArray("Fn::GetAtt").add(id(queue)).add("Arn");
        return arn;
    }

    private static ObjectNode reference(String id) {
        return Json.object().put("Ref", id);
    }

    private static String id(Topic topic) {
        return id("Topic", topic.name());
    }

    private static String id(Queue queue) {
        return id("Queue", queue.name());
    }

    private static String policyId(Queue queue) {
        return id("Policy", queue.name());
    }

    /** A logical id: letters and digits only, so a hash tells names apart that differ in other characters. */
    private static String id(String kind, String name) {
        String words =
                SEPARATED.matcher(name).replaceAll(CloudFormation::capital).replaceAll("[^A-Za-z0-9]", "");
        String shortened = words.length() > 100 ? words.substring(0, 100) : words;
        return kind + shortened + "%08x".formatted(name.hashCode());
    }

    private static String capital(MatchResult match) {
        return match.group(2).toUpperCase(Locale.ROOT);
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
