package topology.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import process.Json;
import topology.Queue;
import topology.Tags;
import topology.Topic;

/** The resources and parameters of a CloudFormation template, by their logical ids. */
final class Resources {
    private static final Pattern SEPARATED = Pattern.compile("(^|[^A-Za-z0-9]+)([A-Za-z0-9])");

    private final String application;
    private final Map<String, ObjectNode> all = new TreeMap<>();
    private final ObjectNode parameters = Json.object();
    private final ObjectNode conditions = Json.object();
    private final ObjectNode metadata = Json.object();

    /** @param application the name of the application, which marks the resources */
    Resources(String application) {
        this.application = application;
    }

    /** Adds a resource, and returns its properties. */
    ObjectNode add(String id, String type, boolean kept) {
        ObjectNode resource = Json.object().put("Type", type);
        if (kept) {
            resource.put("DeletionPolicy", "Retain").put("UpdateReplacePolicy", "Retain");
        }
        ObjectNode properties = resource.putObject("Properties");
        if (all.put(id, resource) != null) {
            throw new IllegalStateException("two resources would be called " + id);
        }
        return properties;
    }

    /** Makes a resource wait for others. */
    void after(String id, ArrayNode others) {
        if (!others.isEmpty()) {
            all.get(id).withArray("DependsOn").addAll(others);
        }
    }

    void tags(ObjectNode properties, Map<String, String> written) {
        Map<String, String> tags = new TreeMap<>(written);
        tags.put(Tags.OWNER, application);
        ArrayNode list = properties.putArray("Tags");
        tags.forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
    }

    /** The parameters of the stack. */
    ObjectNode parameters() {
        return parameters;
    }

    /** The conditions of the stack. */
    ObjectNode conditions() {
        return conditions;
    }

    /** The ids of all resources that have been added so far. */
    ArrayNode ids() {
        ArrayNode ids = Json.array();
        all.keySet().forEach(ids::add);
        return ids;
    }

    /** What the template says to its readers. */
    ObjectNode metadata() {
        return metadata;
    }

    /** Writes everything into a template. */
    void into(ObjectNode template) {
        if (!metadata.isEmpty()) {
            template.set("Metadata", metadata);
        }
        if (!parameters.isEmpty()) {
            template.set("Parameters", parameters);
        }
        if (!conditions.isEmpty()) {
            template.set("Conditions", conditions);
        }
        ObjectNode resources = template.putObject("Resources");
        all.forEach(resources::set);
    }

    static JsonNode arn(Topic topic) {
        return topic.isGivenByArn() ? TextNode.valueOf(topic.nameOrArn()) : reference(id(topic));
    }

    static ObjectNode arn(Queue queue) {
        return attribute(id(queue), "Arn");
    }

    /** An attribute of a resource, such as its ARN. */
    static ObjectNode attribute(String id, String name) {
        ObjectNode attribute = Json.object();
        attribute.putArray("Fn::GetAtt").add(id).add(name);
        return attribute;
    }

    static ObjectNode reference(String id) {
        return Json.object().put("Ref", id);
    }

    static String id(Topic topic) {
        return id("Topic", topic.name());
    }

    static String id(Queue queue) {
        return id("Queue", queue.name());
    }

    /** A logical id. It has only letters and digits, so a hash distinguishes names that differ in other characters. */
    static String id(String kind, String name) {
        String words = SEPARATED.matcher(name).replaceAll(Resources::capital).replaceAll("[^A-Za-z0-9]", "");
        String shortened = words.length() > 100 ? words.substring(0, 100) : words;
        return kind + shortened + "%08x".formatted(name.hashCode());
    }

    private static String capital(MatchResult match) {
        return match.group(2).toUpperCase(Locale.ROOT);
    }
}
