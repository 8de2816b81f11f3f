package local.dynamodb;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import local.dynamodb.Condition.Comparator;
import local.dynamodb.Operand.Literal;

/** Applies operators and functions to operands, in expressions and in statements, and refuses operands that do not fit. */
final class Operators {
    private static final Set<String> CONDITIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");
    private static final int MAX_CANDIDATES = 100;

    private final String operatorLabel;
    private final Function<String, ServiceError> error;

    /**
     * Takes the wording of refusals from the parser that uses it.
     *
     * @param operatorLabel the name for an operator in messages about comparisons
     * @param error makes a refusal from its reason
     */
    Operators(String operatorLabel, Function<String, ServiceError> error) {
        this.operatorLabel = operatorLabel;
        this.error = error;
    }

    /** Whether a function's result is true or false. */
    static boolean isCondition(String function) {
        return CONDITIONS.contains(function);
    }

    Condition comparison(Operand left, Comparator comparator, Operand right) {
        refuseSame(comparator.sign(), left, right);
        if (comparator.orders()) {
            Stream.of(left, right).forEach(operand -> expectOrder(comparator.sign(), operand));
        }
        return new Condition.Comparison(left, comparator, right);
    }

    Condition between(Operand operand, Operand lower, Operand upper) {
        Stream.of(operand, lower, upper).forEach(each -> expectOrder("BETWEEN", each));
        if (lower instanceof Literal low && upper instanceof Literal high) {
            expectBounds(low.value(), high.value());
        }
        return new Condition.Between(operand, lower, upper);
    }

    private void expectBounds(Value low, Value high) {
        if (low.type() != high.type()) {
            throw error.apply(
                    "The BETWEEN operator requires same data type for lower and upper bounds; " + bounds(low, high));
        }
        if (Comparator.GT.holds(low, high)) {
            throw error.apply("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
                    + bounds(low, high));
        }
    }

    private static String bounds(Value low, Value high) {
        return "lower bound operand: AttributeValue: " + plain(low) + ", upper bound operand: AttributeValue: "
                + plain(high);
    }

    private static String plain(Value value) {
        return "{" + value.type() + ":"
                + ValueJson.write(value).path(value.type().name()).asText() + "}";
    }

    Condition in(Operand operand, List<Operand> candidates) {
        if (candidates.size() > MAX_CANDIDATES) {
            throw error.apply("Incorrect number of operands for operator or function; operator or function: IN, number"
                    + " of operands: " + candidates.size());
        }
        return new Condition.In(operand, candidates);
    }

    /** The condition of a function that {@link #isCondition} accepts. */
    Condition condition(String function, List<Operand> arguments) {
        boolean existence = function.equals("attribute_exists") || function.equals("attribute_not_exists");
        expectArguments(function, arguments, existence ? 1 : 2);
        Operand first = arguments.get(0);
        if (existence) {
            Path path = expectPath(function, first);
            return function.equals("attribute_exists") ? new Condition.Exists(path) : new Condition.NotExists(path);
        }
        Operand second = arguments.get(1);
        refuseSame(function, first, second);
        return switch (function) {
            case "attribute_type" -> new Condition.HasType(first, attributeType(second));
            case "begins_with" -> beginsWith(first, second);
            default -> new Condition.Contains(first, second);
        };
    }

    private Condition beginsWith(Operand operand, Operand prefix) {
        Stream.of(operand, prefix)
                .flatMap(each -> literalType(each).stream())
                .filter(type -> type != AttributeType.S && type != AttributeType.B)
                .findFirst()
                .ifPresent(type -> {
                    throw incorrectType("begins_with", type.name());
                });
        return new Condition.BeginsWith(operand, prefix);
    }

    private AttributeType attributeType(Operand operand) {
        if (!(operand instanceof Literal literal)) {
            throw incorrectType("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
        }
        if (!(literal.value() instanceof Value.Text name)) {
            throw incorrectType("attribute_type", literal.value().type().name());
        }
        try {
            return AttributeType.valueOf(name.text());
        } catch (IllegalArgumentException e) {
            throw error.apply("Invalid attribute type name found; type: " + name.text()
                    + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
    }

    Operand size(List<Operand> arguments) {
        expectArguments("size", arguments, 1);
        literalType(arguments.get(0))
                .filter(Set.of(AttributeType.N, AttributeType.BOOL, AttributeType.NULL)::contains)
                .ifPresent(type -> {
                    throw incorrectType("size", type.name());
                });
        return new Operand.SizeOf(arguments.get(0));
    }

    /** {@code +} or {@code -}. */
    Operand sum(Operand left, String sign, Operand right) {
        expectType(sign, left, AttributeType.N);
        expectType(sign, right, AttributeType.N);
        return sign.equals("+") ? new Operand.Sum(left, right) : new Operand.Difference(left, right);
    }

    Operand ifNotExists(List<Operand> arguments) {
        expectArguments("if_not_exists", arguments, 2);
        return new Operand.IfNotExists(expectPath("if_not_exists", arguments.get(0)), arguments.get(1));
    }

    Operand listAppend(List<Operand> arguments) {
        expectArguments("list_append", arguments, 2);
        arguments.forEach(argument -> expectType("list_append", argument, AttributeType.L));
        return new Operand.ListAppend(arguments.get(0), arguments.get(1));
    }

    private void expectType(String function, Operand operand, AttributeType type) {
        literalType(operand).filter(actual -> actual != type).ifPresent(actual -> {
            throw incorrectType(function, actual.name());
        });
    }

    private void expectArguments(String function, List<Operand> arguments, int count) {
        if (arguments.size() != count) {
            throw error.apply("Incorrect number of operands for operator or function; operator or function: " + function
                    + ", number of operands: " + arguments.size());
        }
    }

    private Path expectPath(String function, Operand argument) {
        if (argument instanceof Operand.At at) {
            return at.path();
        }
        throw error.apply("Operator or function requires a document path; operator or function: " + function);
    }

    private void expectOrder(String operator, Operand operand) {
        if (operand instanceof Literal literal && !(literal.value() instanceof Value.Scalar)) {
            throw error.apply("Incorrect operand type for operator or function; " + operatorLabel + ": " + operator
                    + ", operand type: " + literal.value().type());
        }
    }

    private void refuseSame(String operator, Operand first, Operand second) {
        if (first instanceof Operand.At at && first.equals(second)) {
            throw error.apply("The first operand must be distinct from the remaining operands for this operator or"
                    + " function; operator: " + operator + ", first operand: " + at.path());
        }
    }

    private ServiceError incorrectType(String function, String type) {
        return error.apply("Incorrect operand type for operator or function; operator or function: " + function
                + ", operand type: " + type);
    }

    private static Optional<AttributeType> literalType(Operand operand) {
        return operand instanceof Literal literal ? Optional.of(literal.value().type()) : Optional.empty();
    }
}
