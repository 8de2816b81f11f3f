package topology.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import process.Json;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamPrincipalType;
import software.amazon.awssdk.policybuilder.iam.IamResource;
import software.amazon.awssdk.policybuilder.iam.IamStatement;
import topology.Encryption;
import topology.Topology;

/**
 * The KMS keys of a topology. A service that sends to an encrypted queue or publishes to an encrypted topic needs permission
 * to use the key; without it, no message arrives.
 */
final class KeyResources {
    private static final String SNS = "sns.amazonaws.com";

    private final Topology topology;
    private final boolean isWithKeys;
    private final Resources resources;

    /** @param isWithKeys whether to create the keys that are given by an alias */
    KeyResources(Topology topology, boolean isWithKeys, Resources resources) {
        this.topology = topology;
        this.isWithKeys = isWithKeys;
        this.resources = resources;
    }

    /** The alias that CloudFormation must create before a resource with this encryption; empty if there is none. */
    ArrayNode before(Optional<Encryption> encryption) {
        ArrayNode before = Json.array();
        encryption
                .flatMap(Encryption::key)
                .filter(this::isMade)
                .ifPresent(key -> before.add(Resources.id("Alias", key)));
        return before;
    }

    /** Adds the keys, or notes what the policies of existing keys must allow. */
    void add() {
        Map<String, Set<String>> users = new TreeMap<>();
        topology.queues()
                .forEach(queue -> users(queue.settings().encryption(), users).ifPresent(services -> {
                    services.add(SNS);
                    services.addAll(queue.access().services());
                }));
        topology.declaredTopics()
                .forEach(topic -> users(topic.settings().encryption(), users)
                        .ifPresent(services -> services.addAll(topic.access().services())));
        users.forEach((key, services) -> {
            if (isMade(key)) {
                key(key, services);
            } else if (!services.isEmpty()) {
                resources
                        .metadata()
                        .withObject("PolicyStatementsThatKeysOfOthersNeed")
                        .withArray(key)
                        .add(read(IamPolicy.builder()
                                        .addStatement(statement(services))
                                        .build()
                                        .toJson())
                                .path("Statement"));
            }
        });
    }

    private static Optional<Set<String>> users(Optional<Encryption> encryption, Map<String, Set<String>> users) {
        return encryption
                .filter(written -> !written.isOfAws())
                .flatMap(Encryption::key)
                .map(key -> users.computeIfAbsent(key, absent -> new TreeSet<>()));
    }

    private void key(String alias, Set<String> services) {
        ObjectNode properties = resources
                .add(Resources.id("Key", alias), "AWS::KMS::Key", true)
                .put("Description", "Encrypts topics and queues of " + topology.application())
                .put("EnableKeyRotation", true);
        IamPolicy.Builder policy = IamPolicy.builder()
                .addStatement(statement -> statement
                        .sid("account")
                        .effect(IamEffect.ALLOW)
                        .addPrincipal(IamPrincipalType.AWS, "account")
                        .addAction("kms:*")
                        .addResource(IamResource.ALL));
        if (!services.isEmpty()) {
            policy.addStatement(statement(services));
        }
        JsonNode document = read(policy.build().toJson());
        document.withObject("/Statement/0/Principal/AWS", JsonNode.OverwriteMode.ALL, true)
                .put("Fn::Sub", "arn:${AWS::Partition}:iam::${AWS::AccountId}:root");
        properties.set("KeyPolicy", document);
        resources.tags(properties, Map.of());
        resources
                .add(Resources.id("Alias", alias), "AWS::KMS::Alias", false)
                .put("AliasName", alias)
                .set("TargetKeyId", Resources.reference(Resources.id("Key", alias)));
    }

    private static IamStatement statement(Set<String> services) {
        IamStatement.Builder statement = IamStatement.builder()
                .sid("services")
                .effect(IamEffect.ALLOW)
                .addAction("kms:GenerateDataKey*")
                .addAction("kms:Decrypt")
                .addResource(IamResource.ALL);
        services.forEach(service -> statement.addPrincipal(IamPrincipalType.SERVICE, service));
        return statement.build();
    }

    private boolean isMade(String key) {
        return isWithKeys && key.startsWith("alias/") && !new Encryption(key).isOfAws();
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
