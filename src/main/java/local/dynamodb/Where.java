package local.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import local.dynamodb.Condition.Comparator;

/**
 * The {@code WHERE} of a PartiQL statement: the key of an item, and further conditions.
 *
 * @param conjuncts conditions that must all hold
 */
record Where(List<Condition> conjuncts) {
    static final Where NONE = new Where(List.of());

    static Where of(Condition condition) {
        List<Condition> conjuncts = new ArrayList<>();
        collect(condition, conjuncts);
        return new Where(List.copyOf(conjuncts));
    }

    private static void collect(Condition condition, List<Condition> conjuncts) {
        if (condition instanceof Condition.And and) {
            collect(and.left(), conjuncts);
            collect(and.right(), conjuncts);
        } else {
            conjuncts.add(condition);
        }
    }

    /** Whether this gives a value for every key attribute. */
    boolean namesKey(KeySchema schema) {
        return schema.attributes().stream()
                .allMatch(attribute -> conjuncts.stream().anyMatch(each -> isEquality(each, attribute)));
    }

    /** The key of the statement's item. */
    Value.MapOf key(KeySchema schema) {
        if (!namesKey(schema)) {
            throw ServiceError.validation("Where clause does not contain a mandatory equality on all key attributes");
        }
        Map<String, Value> key = new LinkedHashMap<>();
        for (KeySchema.Attribute attribute : schema.attributes()) {
            key.put(attribute.name(), value(attribute));
        }
        return new Value.MapOf(key);
    }

    private Value value(KeySchema.Attribute attribute) {
        List<Value> values = conjuncts.stream()
                .flatMap(condition -> valueIn(condition, attribute).stream())
                .toList();
        if (values.size() > 1) {
            throw ServiceError.validation("Multiple conditions on same key " + attribute.name()
                    + ". Only single item Update/Insert/Delete are supported");
        }
        if (values.get(0).type() != attribute.type()) {
            throw ServiceError.validation(
                    "Key attribute's data type should match its data type in table's schema: Key " + attribute.name());
        }
        return values.get(0);
    }

    /** The conditions besides the key, or nothing if there are none. */
    Optional<Condition> condition(KeySchema schema) {
        return conjuncts.stream()
                .filter(condition ->
                        schema.attributes().stream().noneMatch(attribute -> isEquality(condition, attribute)))
                .reduce(Condition.And::new);
    }

    private static boolean isEquality(Condition condition, KeySchema.Attribute attribute) {
        return valueIn(condition, attribute).isPresent();
    }

    private static Optional<Value> valueIn(Condition condition, KeySchema.Attribute attribute) {
        if (!(condition instanceof Condition.Comparison comparison) || comparison.comparator() != Comparator.EQ) {
            return Optional.empty();
        }
        Operand key = new Operand.At(Path.of(attribute.name()));
        if (comparison.left().equals(key) && comparison.right() instanceof Operand.Literal literal) {
            return Optional.of(literal.value());
        }
        return comparison.right().equals(key) && comparison.left() instanceof Operand.Literal literal
                ? Optional.of(literal.value())
                : Optional.empty();
    }
}
