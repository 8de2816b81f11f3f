package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parses the changes of a PartiQL {@code UPDATE}: any number of {@code SET} and {@code REMOVE}. */
final class StatementUpdates {
    private final Operators operators = new Operators("operator or function", ServiceError::validation);
    private final StatementReader reader;
    private final StatementValues values;

    StatementUpdates(StatementReader reader, StatementValues values) {
        this.reader = reader;
        this.values = values;
    }

    Update update() {
        List<UpdateAction> actions = new ArrayList<>();
        do {
            section(actions);
        } while (reader.peek().isKeyword("SET") || reader.peek().isKeyword("REMOVE"));
        Update update = new Update(List.copyOf(actions));
        Path.refuseOverlaps(update.paths(), "UpdateExpression");
        return update;
    }

    private void section(List<UpdateAction> actions) {
        if (reader.acceptKeyword("REMOVE")) {
            actions.add(new UpdateAction.Remove(reader.path()));
        } else if (reader.acceptKeyword("SET")) {
            do {
                actions.add(assignment());
            } while (reader.accept(","));
        } else {
            throw StatementReader.malformed("Expected data manipulation");
        }
    }

    private UpdateAction assignment() {
        Path path = reader.path();
        reader.expect("=");
        if (reader.isFunction()) {
            StatementToken function = reader.peek();
            String name = StatementReader.function(function);
            if (name.equals("set_add") || name.equals("set_delete")) {
                reader.next();
                return setFunction(path, function);
            }
        }
        return new UpdateAction.Assign(path, assigned());
    }

    /** {@code SET a = set_add(a, <<1>>)} is what an update expression calls {@code ADD a :set}. */
    private UpdateAction setFunction(Path path, StatementToken function) {
        String name = StatementReader.function(function).toUpperCase(Locale.ROOT);
        StatementToken first = reader.peek(1);
        List<Operand> arguments = arguments();
        if (arguments.size() != 2) {
            throw ServiceError.validation(name + " must have exactly two arguments" + reader.at(function));
        }
        if (!arguments.get(0).equals(new Operand.At(path))) {
            throw ServiceError.validation(
                    "The first argument to " + name + " must equal the assignment value" + reader.at(function));
        }
        if (arguments.get(1) instanceof Operand.Literal literal && literal.value() instanceof Value.SetOf set) {
            return name.equals("SET_ADD") ? new UpdateAction.Add(path, set) : new UpdateAction.Subtract(path, set);
        }
        throw ServiceError.validation(
                "The second argument to " + name + " must be a value with type SET" + reader.at(first));
    }

    private Operand assigned() {
        Operand left = operand();
        if (!isSumOrDifference()) {
            return left;
        }
        Operand sum = operators.sum(left, reader.next().text(), operand());
        if (isSumOrDifference()) {
            throw ServiceError.notSupported("more than one + or - in a value");
        }
        return sum;
    }

    private boolean isSumOrDifference() {
        return reader.peek().isSign("+") || reader.peek().isSign("-");
    }

    private Operand operand() {
        if (values.isValue()) {
            return new Operand.Literal(values.value());
        } else if (reader.peek().isSign("(")) {
            throw ServiceError.notSupported("parentheses in a value");
        } else if (!reader.isFunction()) {
            return new Operand.At(reader.path());
        } else if (StatementReader.function(reader.peek()).equals("list_append")) {
            reader.next();
            return operators.listAppend(arguments());
        }
        throw reader.unrecognized(reader.peek());
    }

    private List<Operand> arguments() {
        List<Operand> arguments = new ArrayList<>();
        reader.expect("(");
        if (reader.accept(")")) {
            return arguments;
        }
        do {
            arguments.add(operand());
        } while (reader.accept(","));
        reader.expect(")");
        return arguments;
    }
}
