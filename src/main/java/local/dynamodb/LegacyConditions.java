package local.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import local.dynamodb.Condition.Comparator;
import local.dynamodb.Operand.Literal;

/**
 * Conditions in the legacy form, which is older than expressions and has one structure for each attribute. Camel's
 * {@code aws2-ddb} still uses this form.
 */
final class LegacyConditions {
    private LegacyConditions() {}

    /** Comparisons by their legacy names. */
    enum Operator {
        EQ,
        NE,
        IN,
        LE,
        LT,
        GE,
        GT,
        BETWEEN,
        NOT_NULL,
        NULL,
        CONTAINS,
        NOT_CONTAINS,
        BEGINS_WITH
    }

    /** How the conditions on several attributes are joined. */
    enum Conjunction {
        AND,
        OR
    }

    /** The condition of a write. */
    static Condition expected(Request request) {
        Map<String, Condition> conditions = new LinkedHashMap<>();
        request.partsByName("Expected")
                .forEach((attribute, expected) -> conditions.put(attribute, expected(attribute, expected)));
        return joined(request, "Expected", conditions);
    }

    /** A filter, and the attributes that it reads. */
    static ConditionParser.Parsed filter(Request request, String parameter) {
        Map<String, Condition> conditions = byAttribute(request, parameter);
        return new ConditionParser.Parsed(joined(request, parameter, conditions), Set.copyOf(conditions.keySet()));
    }

    /** The conditions of {@code KeyConditions} and the like, each with its attribute. */
    static Map<String, Condition> byAttribute(Request request, String parameter) {
        Map<String, Condition> conditions = new LinkedHashMap<>();
        request.partsByName(parameter)
                .forEach((attribute, condition) -> conditions.put(
                        attribute,
                        condition(
                                attribute,
                                operator(condition.only(Set.of("ComparisonOperator", "AttributeValueList"))),
                                condition.values("AttributeValueList"))));
        return conditions;
    }

    private static Condition joined(Request request, String parameter, Map<String, Condition> conditions) {
        Conjunction conjunction =
                request.choice("ConditionalOperator", Conjunction.class).orElse(Conjunction.AND);
        if (request.has("ConditionalOperator") && conditions.size() < 2) {
            throw invalid("ConditionalOperator can only be used when " + parameter + " has two or more elements");
        }
        return conditions.values().stream()
                .reduce((left, right) ->
                        conjunction == Conjunction.AND ? new Condition.And(left, right) : new Condition.Or(left, right))
                .orElse(Condition.ALWAYS);
    }

    private static Condition expected(String attribute, Request expected) {
        expected.only(Set.of("Value", "Exists", "ComparisonOperator", "AttributeValueList"));
        Value value = expected.value("Value", null);
        if (expected.has("ComparisonOperator")) {
            return compared(attribute, expected, value);
        }
        if (expected.has("AttributeValueList")) {
            throw invalid("AttributeValueList can only be used with a ComparisonOperator for Attribute: " + attribute);
        }
        boolean exists = !expected.has("Exists") || expected.isTrue("Exists");
        if (exists && value == null) {
            throw invalid("Value must be provided when Exists is " + (expected.has("Exists") ? "true" : "null")
                    + " for Attribute: " + attribute);
        }
        if (!exists && value != null) {
            throw invalid("Value cannot be used when Exists is false for Attribute: " + attribute);
        }
        return condition(attribute, exists ? Operator.EQ : Operator.NULL, exists ? List.of(value) : List.of());
    }

    private static Condition compared(String attribute, Request expected, Value value) {
        if (expected.has("Exists")) {
            throw invalid("Exists and ComparisonOperator cannot be used together for Attribute: " + attribute);
        }
        if (value != null && expected.has("AttributeValueList")) {
            throw invalid("Value and AttributeValueList cannot be used together for Attribute: " + attribute);
        }
        List<Value> values = new ArrayList<>(expected.values("AttributeValueList"));
        if (value != null) {
            values.add(value);
        }
        return condition(attribute, operator(expected), values);
    }

    private static Operator operator(Request condition) {
        return condition
                .choice("ComparisonOperator", Operator.class)
                .orElseThrow(() -> Request.constraint("null", "ComparisonOperator", "Member must not be null"));
    }

    private static Condition condition(String attribute, Operator operator, List<Value> values) {
        expectCount(operator, values.size());
        Path path = Path.of(attribute);
        Operand operand = new Operand.At(path);
        List<Operand> literals =
                values.stream().map(value -> (Operand) new Literal(value)).toList();
        return switch (operator) {
            case EQ, NE -> new Condition.Comparison(operand, Comparator.valueOf(operator.name()), literals.get(0));
            case LE, LT, GE, GT -> {
                values.forEach(value -> expectOrder(operator, value));
                yield new Condition.Comparison(operand, Comparator.valueOf(operator.name()), literals.get(0));
            }
            case BETWEEN -> {
                expectBounds(values.get(0), values.get(1));
                yield new Condition.Between(operand, literals.get(0), literals.get(1));
            }
            case IN -> new Condition.In(operand, literals);
            case NULL -> new Condition.NotExists(path);
            case NOT_NULL -> new Condition.Exists(path);
            case CONTAINS -> new Condition.Contains(operand, literals.get(0));
            case NOT_CONTAINS ->
                new Condition.And(
                        new Condition.Exists(path),
                        new Condition.Not(new Condition.Contains(operand, literals.get(0))));
            case BEGINS_WITH -> new Condition.BeginsWith(operand, literals.get(0));
        };
    }

    private static void expectCount(Operator operator, int count) {
        boolean right = switch (operator) {
            case NULL, NOT_NULL -> count == 0;
            case BETWEEN -> count == 2;
            case IN -> count > 0;
            default -> count == 1;
        };
        if (!right) {
            throw invalid("Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
    }

    private static void expectBounds(Value lower, Value upper) {
        expectOrder(Operator.BETWEEN, lower);
        expectOrder(Operator.BETWEEN, upper);
        if (lower.type() != upper.type()) {
            throw invalid("AttributeValues inside AttributeValueList must be of same type");
        }
        if (Comparator.GT.holds(lower, upper)) {
            throw ServiceError.validation("The BETWEEN condition was provided a range where the lower bound is greater"
                    + " than the upper bound");
        }
    }

    private static void expectOrder(Operator operator, Value value) {
        if (!(value instanceof Value.Scalar)) {
            throw invalid(
                    "ComparisonOperator " + operator + " is not valid for " + value.type() + " AttributeValue type");
        }
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("One or more parameter values were invalid: " + reason);
    }
}
