package local.dynamodb;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names and values that a request's expressions refer to, and which of them were used. */
final class Placeholders {
    private final Map<String, String> names;
    private final Map<String, Value> values;
    private final Set<String> used = new HashSet<>();

    /** Keys begin with {@code #} and {@code :}. */
    Placeholders(Map<String, String> names, Map<String, Value> values) {
        this.names = names;
        this.values = values;
    }

    /** The attribute's name, or {@code null}. */
    String name(String placeholder) {
        used.add(placeholder);
        return names.get(placeholder);
    }

    /** The value, or {@code null}. */
    Value value(String placeholder) {
        used.add(placeholder);
        return values.get(placeholder);
    }

    void refuseUnused() {
        refuseUnused("ExpressionAttributeNames", names.keySet());
        refuseUnused("ExpressionAttributeValues", values.keySet());
    }

    private void refuseUnused(String parameter, Set<String> given) {
        Set<String> unused = new TreeSet<>(given);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw ServiceError.validation("Value provided in " + parameter + " unused in expressions: keys: {"
                    + String.join(", ", unused) + "}");
        }
    }
}
