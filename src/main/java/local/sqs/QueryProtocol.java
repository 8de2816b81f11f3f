package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** The query protocol of older clients: a form in, XML out. A list or a map takes several fields, with numbers in their names. */
record QueryProtocol(String action, ObjectNode parameters, byte[] body) implements Protocol {
    /** Ten batch entries with all their attributes have far more fields than the decoder's default limit. */
    private static final int MOST_FIELDS = 100_000;

    private static final Map<String, String> LISTS = Map.of(
            "AttributeName", "AttributeNames",
            "MessageAttributeName", "MessageAttributeNames",
            "MessageSystemAttributeName", "MessageSystemAttributeNames",
            "TagKey", "TagKeys",
            "AWSAccountId", "AWSAccountIds",
            "ActionName", "Actions");

    private static final Map<String, String> MAPS = Map.of(
            "Attribute", "Attributes",
            "MessageAttribute", "MessageAttributes",
            "MessageSystemAttribute", "MessageSystemAttributes",
            "Tag", "Tags");

    private static final Set<String> NUMBERS = Set.of(
            "DelaySeconds",
            "VisibilityTimeout",
            "WaitTimeSeconds",
            "MaxNumberOfMessages",
            "MaxNumberOfMessagesPerSecond",
            "MaxResults");

    private static final String ENTRY = "RequestEntry";

    static QueryProtocol of(HttpCall call) {
        int query = call.uri().indexOf('?');
        String form = call.method().equals("GET") && query >= 0 ? call.uri().substring(query + 1) : call.text();
        ObjectNode tree = tree(form);
        String action = tree.path("Action").asText();
        tree.remove(List.of("Action", "Version"));
        ObjectNode parameters = parameters(tree);
        String path = query < 0 ? call.uri() : call.uri().substring(0, query);
        if (!parameters.has("QueueUrl") && path.lastIndexOf('/') > 0) {
            parameters.put("QueueUrl", "http://" + call.header("Host") + path);
        }
        if (action.equals("CreateQueue") && parameters.has("Tags")) {
            // Only this action writes the parameter in lower case.
            parameters.set("tags", parameters.remove("Tags"));
        }
        return new QueryProtocol(action, parameters, Json.bytes(parameters));
    }

    @Override
    public HttpAnswer answer(HttpAnswer json) {
        return QueryAnswer.of(action, Json.answer(json.body()));
    }

    @Override
    public HttpAnswer error(SqsException refusal) {
        return QueryAnswer.of(refusal);
    }

    /** The fields, with {@code a.1.b} as an object in an object. */
    private static ObjectNode tree(String form) {
        ObjectNode tree = Json.object();
        try {
            new QueryStringDecoder(form, StandardCharsets.UTF_8, false, MOST_FIELDS)
                    .parameters()
                    .forEach((name, values) -> put(tree, name, values.get(0)));
        } catch (IllegalArgumentException e) {
            throw SqsException.refused("MalformedQueryString", e.getMessage());
        }
        return tree;
    }

    private static void put(ObjectNode tree, String name, String value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            tree.put(name, value);
            return;
        }
        String first = name.substring(0, dot);
        JsonNode inside = tree.path(first);
        put(inside instanceof ObjectNode object ? object : tree.putObject(first), name.substring(dot + 1), value);
    }

    private static ObjectNode parameters(ObjectNode tree) {
        ObjectNode parameters = Json.object();
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (LISTS.containsKey(name) && value.isObject()) {
                ArrayNode list = parameters.putArray(LISTS.get(name));
                elements(value).forEach(list::add);
            } else if (MAPS.containsKey(name) && value.isObject()) {
                ObjectNode map = parameters.putObject(MAPS.get(name));
                elements(value)
                        .forEach(element -> map.set(
                                element.path(element.has("Key") ? "Key" : "Name")
                                        .asText(),
                                element.path("Value")));
            } else if (name.endsWith(ENTRY)) {
                ArrayNode entries = parameters.putArray("Entries");
                elements(value).forEach(entry -> entries.add(parameters((ObjectNode) entry)));
            } else {
                parameters.set(name, NUMBERS.contains(name) ? number(value) : value);
            }
        }
        return parameters;
    }

    /** The elements in the order of their numbers. */
    private static List<JsonNode> elements(JsonNode list) {
        return list.properties().stream()
                .sorted(Comparator.comparing(element -> position(element.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static int position(String number) {
        if (!number.matches("\\d{1,6}")) {
            throw SqsException.refused("MalformedQueryString", number + " is no position in a list");
        }
        return Integer.parseInt(number);
    }

    private static JsonNode number(JsonNode value) {
        String text = value.asText();
        return text.matches("-?\\d{1,9}") ? Json.number(Integer.parseInt(text)) : value;
    }
}
