package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import local.dynamodb.Condition.Comparator;

/**
 * Parses the conditions after the {@code WHERE} of a PartiQL statement. {@code NOT} binds more tightly than
 * {@code AND}, and {@code AND} more tightly than {@code OR}.
 */
final class StatementConditions {
    private static final String LIST_EXPECTED = "IN operator must have a left hand argument of type Variable Reference"
            + " and right hand argument of type Seq with at least one member";

    private final Operators operators = new Operators("operator or function", ServiceError::validation);
    private final StatementReader reader;
    private final StatementValues values;

    StatementConditions(StatementReader reader, StatementValues values) {
        this.reader = reader;
        this.values = values;
    }

    Where where() {
        return Where.of(or());
    }

    private Condition or() {
        Condition condition = and();
        while (reader.acceptKeyword("OR")) {
            condition = new Condition.Or(condition, rightOf(this::and));
        }
        return condition;
    }

    private Condition and() {
        Condition condition = not();
        while (reader.acceptKeyword("AND")) {
            condition = new Condition.And(condition, rightOf(this::not));
        }
        return condition;
    }

    private Condition rightOf(Supplier<Condition> side) {
        if (reader.isEnd()) {
            throw StatementReader.malformed("Missing right-hand side expression of infix operator");
        }
        return side.get();
    }

    private Condition not() {
        return reader.acceptKeyword("NOT") ? new Condition.Not(not()) : primary();
    }

    private Condition primary() {
        if (reader.peek().isSign("(") && !isOperator(reader.afterParenthesis())) {
            reader.expect("(");
            Condition condition = or();
            reader.expect(")");
            return condition;
        }
        if (reader.isFunction() && Operators.isCondition(StatementReader.function(reader.peek()))) {
            return function();
        }
        return comparison(operand());
    }

    private Condition function() {
        String function = StatementReader.function(reader.next());
        Condition condition = operators.condition(function, arguments());
        if (isOperator(reader.peek())) {
            throw ServiceError.notSupported("to compare " + function);
        }
        return condition;
    }

    private static boolean isOperator(StatementToken token) {
        return comparator(token).isPresent()
                || token.isKeyword("BETWEEN")
                || token.isKeyword("IN")
                || token.isKeyword("IS");
    }

    private static Optional<Comparator> comparator(StatementToken token) {
        return token.kind() != StatementToken.Kind.SIGN
                ? Optional.empty()
                : Comparator.of(token.isSign("!=") ? Comparator.NE.sign() : token.text());
    }

    private Condition comparison(Operand left) {
        Optional<Comparator> comparator = comparator(reader.peek());
        if (comparator.isPresent()) {
            reader.next();
            return operators.comparison(left, comparator.get(), operand());
        } else if (reader.acceptKeyword("BETWEEN")) {
            return between(left);
        } else if (reader.acceptKeyword("IN")) {
            return in(left);
        } else if (reader.acceptKeyword("IS")) {
            return is(left);
        } else if (reader.peek().isKeyword("NOT") || reader.peek().isKeyword("LIKE")) {
            throw ServiceError.notSupported(reader.peek().text() + " after an operand");
        }
        throw ServiceError.validation("WHERE clause must contain an expression that resolves to a boolean");
    }

    private Condition between(Operand operand) {
        Operand lower = operand();
        reader.expectKeyword("AND");
        return operators.between(operand, lower, operand());
    }

    private Condition in(Operand operand) {
        String end = reader.accept("[") ? "]" : ")";
        if (end.equals(")") && !reader.accept("(")) {
            throw ServiceError.validation(LIST_EXPECTED);
        }
        if (!(operand instanceof Operand.At) || reader.peek().isSign(end)) {
            throw ServiceError.validation(LIST_EXPECTED);
        }
        return operators.in(operand, operandsUntil(end));
    }

    private Condition is(Operand operand) {
        boolean negated = reader.acceptKeyword("NOT");
        if (!(operand instanceof Operand.At at)) {
            throw ServiceError.validation(
                    "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
        }
        if (reader.acceptKeyword("MISSING")) {
            return negated ? new Condition.Exists(at.path()) : new Condition.NotExists(at.path());
        }
        if (reader.acceptKeyword("NULL")) {
            Condition isNull = new Condition.HasType(operand, AttributeType.NULL);
            return negated ? new Condition.Not(isNull) : isNull;
        }
        throw ServiceError.notSupported("IS with a type: " + reader.peek().text());
    }

    private Operand operand() {
        if (reader.accept("(")) {
            Operand inner = operand();
            reader.expect(")");
            return inner;
        } else if (values.isValue()) {
            return new Operand.Literal(values.value());
        } else if (!reader.isFunction()) {
            return new Operand.At(reader.path());
        } else if (StatementReader.function(reader.peek()).equals("size")) {
            reader.next();
            return operators.size(arguments());
        }
        throw reader.unrecognized(reader.peek());
    }

    private List<Operand> arguments() {
        reader.expect("(");
        return reader.accept(")") ? List.of() : operandsUntil(")");
    }

    private List<Operand> operandsUntil(String end) {
        List<Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (reader.accept(","));
        reader.expect(end);
        return operands;
    }
}
