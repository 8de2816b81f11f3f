package local.dynamodb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** The operations on the <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html">tags</a> of tables. */
final class TagOperations {
    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;
    private static final int PAGE = 10;

    private final Tables tables;

    TagOperations(Tables tables) {
        this.tables = tables;
    }

    Map<String, Operation> byName() {
        return Map.of("TagResource", this::tag, "UntagResource", this::untag, "ListTagsOfResource", this::list);
    }

    /** The tags in a request. */
    static Map<String, String> read(Request request) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Request tag : request.parts("Tags")) {
            tag.only(Set.of("Key", "Value"));
            String key = tag.text("Key", 1, MAX_KEY).orElseThrow(() -> missing("Key"));
            String value = tag.text("Value", 0, MAX_VALUE).orElseThrow(() -> missing("Value"));
            if (key.startsWith("aws:")) {
                throw invalid("Tag keys must not start with aws:");
            }
            if (tags.put(key, value) != null) {
                throw invalid("Duplicate tag key: " + key);
            }
        }
        expectCount(tags.size());
        return tags;
    }

    private ObjectNode tag(Request request) {
        request.only(Set.of("ResourceArn", "Tags"));
        Table table = table(request);
        if (!request.hasEntries("Tags")) {
            throw missing("Tags");
        }
        Map<String, String> tags = read(request);
        long kept = table.tags().keySet().stream()
                .filter(key -> !tags.containsKey(key))
                .count();
        expectCount(kept + tags.size());
        table.tags().putAll(tags);
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode untag(Request request) {
        request.only(Set.of("ResourceArn", "TagKeys"));
        table(request).tags().keySet().removeAll(request.texts("TagKeys"));
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode list(Request request) {
        request.only(Set.of("ResourceArn", "NextToken"));
        NavigableMap<String, String> tags = table(request).tags();
        Optional<String> start = request.text("NextToken");
        NavigableMap<String, String> rest =
                start.map(last -> tags.tailMap(last, false)).orElse(tags);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode page = answer.putArray("Tags");
        rest.entrySet().stream()
                .limit(PAGE)
                .forEach(tag -> page.addObject().put("Key", tag.getKey()).put("Value", tag.getValue()));
        if (rest.size() > PAGE) {
            answer.set("NextToken", page.get(PAGE - 1).get("Key"));
        }
        return answer;
    }

    private Table table(Request request) {
        String arn = request.requiredText("ResourceArn");
        if (!TableDefinition.isArn(arn)) {
            throw ServiceError.validation("Invalid TableArn: " + arn);
        }
        return tables.describe(TableDefinition.nameIn(arn));
    }

    private static void expectCount(long tags) {
        if (tags > MAX_TAGS) {
            throw invalid("Too many tags: " + tags + ", where " + MAX_TAGS + " are allowed");
        }
    }

    private static ServiceError missing(String parameter) {
        return Request.constraint("null", parameter, "Member must not be null");
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("One or more parameter values were invalid: " + reason);
    }
}
