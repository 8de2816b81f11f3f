package local.dynamodb;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import local.dynamodb.Condition.Comparator;
import local.dynamodb.Operand.Literal;

/** Parses condition, filter and key condition expressions. {@code NOT} binds before {@code AND} before {@code OR}. */
final class ConditionParser extends ExpressionParser {
    private static final String SIZE = "size";
    private static final Set<String> CONDITIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");
    private static final int MAX_CANDIDATES = 100;

    private final Set<String> attributes = new HashSet<>();

    ConditionParser(String parameter, String expression, Placeholders placeholders) {
        super(parameter, expression, placeholders);
    }

    /**
     * A condition and what it looks at.
     *
     * @param attributes the attributes in which the condition's paths begin
     */
    record Parsed(Condition condition, Set<String> attributes) {}

    Parsed parse() {
        Condition condition = or();
        expectEnd();
        return new Parsed(condition, Set.copyOf(attributes));
    }

    private Condition or() {
        Condition condition = and();
        while (acceptKeyword("OR")) {
            condition = new Condition.Or(condition, and());
        }
        return condition;
    }

    private Condition and() {
        Condition condition = not();
        while (acceptKeyword("AND")) {
            condition = new Condition.And(condition, not());
        }
        return condition;
    }

    private Condition not() {
        return acceptKeyword("NOT") ? new Condition.Not(not()) : primary();
    }

    private Condition primary() {
        if (isParenthesis() && !isParenthesisOfOperand()) {
            return parenthesized();
        }
        if (isFunction() && CONDITIONS.contains(peek().text())) {
            String function = next().text();
            return condition(function, arguments());
        }
        return comparison(operand());
    }

    private Condition parenthesized() {
        if (peek(1).isSign("(") && closing(1) + 1 == closing(0)) {
            throw error("The expression has redundant parentheses;");
        }
        expect("(");
        Condition condition = or();
        expect(")");
        return condition;
    }

    /** Whether the parenthesis at hand encloses an operand, {@code (a) = :b}, and not a condition. */
    private boolean isParenthesisOfOperand() {
        Token after = peek(closing(0) + 1);
        return Comparator.of(after) != null || after.isKeyword("BETWEEN") || after.isKeyword("IN");
    }

    private Condition comparison(Operand left) {
        Comparator comparator = Comparator.of(peek());
        if (comparator != null) {
            next();
            return comparison(left, comparator, operand());
        } else if (acceptKeyword("BETWEEN")) {
            return between(left);
        } else if (acceptKeyword("IN")) {
            return in(left);
        } else if (left instanceof Operand.SizeOf) {
            throw misused(SIZE);
        }
        throw syntaxError();
    }

    private Condition comparison(Operand left, Comparator comparator, Operand right) {
        refuseSame(comparator.sign(), left, right);
        if (comparator.orders()) {
            Stream.of(left, right).forEach(operand -> expectOrder(comparator.sign(), operand));
        }
        return new Condition.Comparison(left, comparator, right);
    }

    private Condition between(Operand operand) {
        Operand lower = operand();
        if (!acceptKeyword("AND")) {
            throw syntaxError();
        }
        Operand upper = operand();
        Stream.of(operand, lower, upper).forEach(each -> expectOrder("BETWEEN", each));
        if (lower instanceof Literal low && upper instanceof Literal high) {
            expectBounds(low.value(), high.value());
        }
        return new Condition.Between(operand, lower, upper);
    }

    private void expectBounds(Value low, Value high) {
        if (low.type() != high.type()) {
            throw error(
                    "The BETWEEN operator requires same data type for lower and upper bounds; " + bounds(low, high));
        }
        if (Comparator.GT.holds(low, high)) {
            throw error("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
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

    private Condition in(Operand operand) {
        List<Operand> candidates = arguments();
        if (candidates.size() > MAX_CANDIDATES) {
            throw error("Incorrect number of operands for operator or function; operator or function: IN, number of"
                    + " operands: " + candidates.size());
        }
        return new Condition.In(operand, candidates);
    }

    @Override
    Operand function(String name, List<Operand> arguments) {
        if (CONDITIONS.contains(name)) {
            throw misused(name);
        }
        if (!name.equals(SIZE)) {
            throw error("Invalid function name; function: " + name);
        }
        expectArguments(name, arguments, 1);
        literalType(arguments.get(0))
                .filter(Set.of(AttributeType.N, AttributeType.BOOL, AttributeType.NULL)::contains)
                .ifPresent(type -> {
                    throw incorrectType(name, type.name());
                });
        return new Operand.SizeOf(arguments.get(0));
    }

    @Override
    Path operandPath() {
        Path path = path();
        attributes.add(path.attribute());
        return path;
    }

    private Condition condition(String function, List<Operand> arguments) {
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
            throw error("Invalid attribute type name found; type: " + name.text()
                    + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
    }

    private void expectOrder(String operator, Operand operand) {
        if (operand instanceof Literal literal && !(literal.value() instanceof Value.Scalar)) {
            throw error("Incorrect operand type for operator or function; operator: " + operator + ", operand type: "
                    + literal.value().type());
        }
    }

    private void refuseSame(String operator, Operand first, Operand second) {
        if (first instanceof Operand.At at && first.equals(second)) {
            throw error("The first operand must be distinct from the remaining operands for this operator or function;"
                    + " operator: " + operator + ", first operand: " + at.path());
        }
    }

    private ServiceError misused(String function) {
        return error("The function is not allowed to be used this way in an expression; function: " + function);
    }

    private ServiceError incorrectType(String function, String type) {
        return error("Incorrect operand type for operator or function; operator or function: " + function
                + ", operand type: " + type);
    }

    private static Optional<AttributeType> literalType(Operand operand) {
        return operand instanceof Literal literal ? Optional.of(literal.value().type()) : Optional.empty();
    }
}
