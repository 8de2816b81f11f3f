package local.dynamodb;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import local.dynamodb.Condition.Comparator;

/**
 * Parses condition, filter and key condition expressions. {@code NOT} binds more tightly than {@code AND}, and
 * {@code AND} more tightly than {@code OR}.
 */
final class ConditionParser extends ExpressionParser {
    private static final String SIZE = "size";

    private final Set<String> attributes = new HashSet<>();

    ConditionParser(String parameter, String expression, Placeholders placeholders) {
        super(parameter, expression, placeholders);
    }

    /**
     * A condition and the attributes that it reads.
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
        if (isFunction() && Operators.isCondition(peek().text())) {
            String function = next().text();
            return operators().condition(function, arguments());
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

    /** Whether the current parenthesis encloses an operand, {@code (a) = :b}, and not a condition. */
    private boolean isParenthesisOfOperand() {
        Token after = peek(closing(0) + 1);
        return Comparator.of(after) != null || after.isKeyword("BETWEEN") || after.isKeyword("IN");
    }

    private Condition comparison(Operand left) {
        Comparator comparator = Comparator.of(peek());
        if (comparator != null) {
            next();
            return operators().comparison(left, comparator, operand());
        } else if (acceptKeyword("BETWEEN")) {
            return between(left);
        } else if (acceptKeyword("IN")) {
            return operators().in(left, arguments());
        } else if (left instanceof Operand.SizeOf) {
            throw misused(SIZE);
        }
        throw syntaxError();
    }

    private Condition between(Operand operand) {
        Operand lower = operand();
        if (!acceptKeyword("AND")) {
            throw syntaxError();
        }
        return operators().between(operand, lower, operand());
    }

    @Override
    Operand function(String name, List<Operand> arguments) {
        if (Operators.isCondition(name)) {
            throw misused(name);
        }
        if (!name.equals(SIZE)) {
            throw error("Invalid function name; function: " + name);
        }
        return operators().size(arguments);
    }

    @Override
    Path operandPath() {
        Path path = path();
        attributes.add(path.attribute());
        return path;
    }

    private ServiceError misused(String function) {
        return error("The function is not allowed to be used this way in an expression; function: " + function);
    }
}
