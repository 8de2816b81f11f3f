package local.dynamodb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import local.dynamodb.Value.Scalar;

/** Reads the values of a PartiQL statement: literals, and parameters wherever a literal can stand. */
final class StatementValues {
    private static final int MAX_DEPTH = 32;
    private static final String ROOT = "root";
    private static final Set<String> SIGNS = Set.of("?", "{", "[", "<<");
    private static final Set<String> WORDS = Set.of("TRUE", "FALSE", "NULL", "MISSING");

    private final StatementReader reader;

    StatementValues(StatementReader reader) {
        this.reader = reader;
    }

    boolean isValue() {
        StatementToken token = reader.peek();
        return switch (token.kind()) {
            case TEXT, NUMBER -> true;
            case NAME -> WORDS.stream().anyMatch(token::isKeyword);
            case SIGN -> SIGNS.contains(token.text()) || (isSignOfNumber(token) && isNumber(reader.peek(1)));
            default -> false;
        };
    }

    Value value() {
        return value(ROOT, 0);
    }

    /** An item of an {@code INSERT}: {@code {'name': value, ...}}. */
    Value.MapOf item() {
        return map(ROOT, name -> ROOT, 0);
    }

    private Value value(String where, int depth) {
        if (depth > MAX_DEPTH) {
            throw ServiceError.validation(
                    "One or more parameter values were invalid: Nesting Levels have exceeded supported limits");
        }
        StatementToken token = reader.peek();
        if (token.kind() == StatementToken.Kind.TEXT) {
            return new Value.Text(reader.next().text());
        } else if (isNumber(token) || isSignOfNumber(token)) {
            return number(where);
        } else if (token.isSign("?")) {
            return reader.parameter();
        } else if (token.isSign("{")) {
            return map(where, name -> where + "." + name, depth + 1);
        } else if (token.isSign("[")) {
            return list(where, depth + 1);
        } else if (token.isSign("<<")) {
            return bag(where, depth + 1);
        }
        return word().orElseThrow(() -> unsupported(where));
    }

    /** @param within the position of the value of a name, for messages */
    private Value.MapOf map(String where, UnaryOperator<String> within, int depth) {
        reader.expect("{");
        Map<String, Value> entries = new LinkedHashMap<>();
        if (reader.accept("}")) {
            return new Value.MapOf(entries);
        }
        do {
            String name = key(where);
            reader.expect(":");
            if (entries.put(name, value(within.apply(name), depth)) != null) {
                throw ServiceError.validation("Duplicate keys in tuple. Key: " + name + " under " + where);
            }
        } while (reader.accept(","));
        reader.expect("}");
        return new Value.MapOf(Collections.unmodifiableMap(entries));
    }

    private String key(String where) {
        StatementToken key = reader.next();
        if (key.kind() != StatementToken.Kind.TEXT) {
            throw ServiceError.validation(
                    "Tuple keys must be of type String. Actual type: " + key.text() + " under " + where);
        }
        return key.text();
    }

    private Value.ListOf list(String where, int depth) {
        reader.expect("[");
        List<Value> elements = new ArrayList<>();
        if (!reader.accept("]")) {
            do {
                elements.add(value(where + "[" + elements.size() + "]", depth));
            } while (reader.accept(","));
            reader.expect("]");
        }
        return new Value.ListOf(Collections.unmodifiableList(elements));
    }

    private Value.SetOf bag(String where, int depth) {
        reader.expect("<<");
        if (reader.accept(">>")) {
            throw ServiceError.validation("Empty bags are not supported");
        }
        List<Value> elements = new ArrayList<>();
        do {
            elements.add(value(where + "[" + elements.size() + "]", depth));
        } while (reader.accept(","));
        reader.expect(">>");
        AttributeType type = elementType(elements);
        Set<Scalar> set = new LinkedHashSet<>();
        elements.forEach(element -> set.add((Scalar) element));
        if (set.size() < elements.size()) {
            throw ServiceError.validation("One or more parameter values were invalid: Input collection "
                    + plain(elements) + " contains duplicates.");
        }
        return new Value.SetOf(
                type == AttributeType.S ? AttributeType.SS : AttributeType.NS, Collections.unmodifiableSet(set));
    }

    private static AttributeType elementType(List<Value> elements) {
        List<AttributeType> types =
                elements.stream().map(Value::type).distinct().toList();
        if (types.size() > 1 || !Set.of(AttributeType.S, AttributeType.N).contains(types.get(0))) {
            throw ServiceError.validation(
                    "Unsupported data type in Bag. DynamoDB only supports either numbers or" + " strings in bags");
        }
        return types.get(0);
    }

    private static List<String> plain(List<Value> elements) {
        return elements.stream()
                .map(element ->
                        ValueJson.write(element).path(element.type().name()).asText())
                .toList();
    }

    private Value.Numeric number(String where) {
        String sign = isSignOfNumber(reader.peek()) ? reader.next().text() : "";
        String digits = reader.peek().text();
        if (!isNumber(reader.peek())) {
            throw reader.unexpected();
        }
        reader.next();
        BigDecimal number;
        try {
            number = new BigDecimal(sign + digits);
        } catch (NumberFormatException e) {
            throw StatementReader.malformed("");
        }
        try {
            return new Value.Numeric(number);
        } catch (ServiceError e) {
            throw ServiceError.validation(e.getMessage() + " under " + where);
        }
    }

    private Optional<Value> word() {
        if (reader.peek().isKeyword("MISSING")) {
            throw ServiceError.validation("MISSING must be compared using IS operator");
        } else if (reader.acceptKeyword("NULL")) {
            return Optional.of(new Value.Null());
        } else if (reader.acceptKeyword("TRUE")) {
            return Optional.of(new Value.Bool(true));
        }
        return reader.acceptKeyword("FALSE") ? Optional.of(new Value.Bool(false)) : Optional.empty();
    }

    private ServiceError unsupported(String where) {
        if (!reader.isFunction()) {
            return reader.unexpected();
        }
        StatementToken function = reader.peek();
        return ServiceError.validation("Unsupported data type: " + StatementReader.function(function) + " under key "
                + where + reader.at(function));
    }

    private static boolean isNumber(StatementToken token) {
        return token.kind() == StatementToken.Kind.NUMBER;
    }

    private static boolean isSignOfNumber(StatementToken token) {
        return token.isSign("-") || token.isSign("+");
    }
}
