package local.dynamodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parses update expressions. */
final class UpdateParser extends ExpressionParser {
    UpdateParser(String expression, Placeholders placeholders) {
        super("UpdateExpression", expression, placeholders);
    }

    Update parse() {
        List<UpdateAction> actions = new ArrayList<>();
        Set<String> sections = new HashSet<>();
        do {
            section(sections, actions);
        } while (peek().kind() != Token.Kind.END);
        Update update = new Update(List.copyOf(actions));
        Path.refuseOverlaps(update.paths(), parameter());
        return update;
    }

    private void section(Set<String> sections, List<UpdateAction> actions) {
        String section = peek().text().toUpperCase(Locale.ROOT);
        if (!Set.of("SET", "REMOVE", "ADD", "DELETE").contains(section)) {
            throw syntaxError();
        }
        next();
        if (!sections.add(section)) {
            throw error("The \"" + section + "\" section can only be used once in an update expression;");
        }
        do {
            actions.add(action(section, path()));
        } while (accept(","));
    }

    private UpdateAction action(String section, Path path) {
        return switch (section) {
            case "SET" -> {
                expect("=");
                yield new UpdateAction.Assign(path, assigned());
            }
            case "REMOVE" -> new UpdateAction.Remove(path);
            case "ADD" -> add(path, value());
            default -> delete(path, value());
        };
    }

    private UpdateAction add(Path path, Value value) {
        if (value instanceof Value.Numeric || value instanceof Value.SetOf) {
            return new UpdateAction.Add(path, value);
        }
        throw incorrectOperator("ADD", value);
    }

    private UpdateAction delete(Path path, Value value) {
        if (value instanceof Value.SetOf set) {
            return new UpdateAction.Subtract(path, set);
        }
        throw incorrectOperator("DELETE", value);
    }

    /** The right side of an assignment: an operand, a sum or a difference, possibly in parentheses. */
    private Operand assigned() {
        if (isParenthesis() && !isSumOrDifference(peek(closing(0) + 1))) {
            expect("(");
            Operand inner = assigned();
            expect(")");
            return inner;
        }
        Operand left = operand();
        if (!isSumOrDifference(peek())) {
            return left;
        }
        String sign = next().text();
        return operators().sum(left, sign, operand());
    }

    private static boolean isSumOrDifference(Token token) {
        return token.isSign("+") || token.isSign("-");
    }

    @Override
    Operand function(String name, List<Operand> arguments) {
        return switch (name) {
            case "if_not_exists" -> operators().ifNotExists(arguments);
            case "list_append" -> operators().listAppend(arguments);
            default -> throw error("Invalid function name; function: " + name);
        };
    }

    private ServiceError incorrectOperator(String operator, Value value) {
        return error("Incorrect operand type for operator or function; operator: " + operator + ", operand type: "
                + value.type().longName());
    }
}
