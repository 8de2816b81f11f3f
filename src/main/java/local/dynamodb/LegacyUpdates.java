package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Updates in the legacy form, which is older than expressions and has one structure for each attribute. */
final class LegacyUpdates {
    private LegacyUpdates() {}

    private enum Action {
        ADD,
        PUT,
        DELETE
    }

    static Update read(Request request) {
        List<UpdateAction> actions = new ArrayList<>();
        request.partsByName("AttributeUpdates").forEach((attribute, update) -> actions.add(action(attribute, update)));
        return new Update(actions);
    }

    private static UpdateAction action(String attribute, Request update) {
        update.only(Set.of("Value", "Action"));
        Path path = Path.of(attribute);
        Action action = update.choice("Action", Action.class).orElse(Action.PUT);
        Value value = update.value("Value", null);
        if (value == null && action != Action.DELETE) {
            throw invalid("Only DELETE action is allowed when no attribute value is specified");
        }
        return switch (action) {
            case PUT -> new UpdateAction.Assign(path, new Operand.Literal(value));
            case ADD -> add(path, value);
            case DELETE -> value == null ? new UpdateAction.Remove(path) : delete(path, value);
        };
    }

    private static UpdateAction add(Path path, Value value) {
        if (value instanceof Value.Numeric || value instanceof Value.SetOf) {
            return new UpdateAction.Add(path, value);
        }
        throw invalid("ADD action is not supported for the type " + value.type().longName());
    }

    private static UpdateAction delete(Path path, Value value) {
        if (value instanceof Value.SetOf set) {
            return new UpdateAction.Subtract(path, set);
        }
        throw invalid("DELETE action with value is not supported for the type "
                + value.type().longName());
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("One or more parameter values were invalid: " + reason);
    }
}
