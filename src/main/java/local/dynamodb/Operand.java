package local.dynamodb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An operand of a condition or an update. */
sealed interface Operand {
    /** The operand's value for an item, or {@code null} if the item has none. */
    Value in(Value.MapOf item);

    /** The operand's value for an update, which fails without a value. */
    default Value requiredIn(Value.MapOf item) {
        Value value = in(item);
        if (value == null) {
            throw ServiceError.validation(
                    "The provided expression refers to an attribute that does not exist in the item");
        }
        return value;
    }

    private static ServiceError incorrectType() {
        return ServiceError.validation("An operand in the update expression has an incorrect data type");
    }

    private static BigDecimal number(Operand operand, Value.MapOf item) {
        if (operand.requiredIn(item) instanceof Value.Numeric number) {
            return number.number();
        }
        throw incorrectType();
    }

    private static List<Value> list(Operand operand, Value.MapOf item) {
        if (operand.requiredIn(item) instanceof Value.ListOf list) {
            return list.elements();
        }
        throw incorrectType();
    }

    /** The value of the item at a path. */
    record At(Path path) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            return path.in(item);
        }
    }

    /** A value from the request. */
    record Literal(Value value) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            return value;
        }
    }

    /** {@code size(a)}: characters, bytes, elements or entries. */
    record SizeOf(Operand operand) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            Value value = operand.in(item);
            if (value instanceof Value.Text text) {
                return size(text.text().length());
            } else if (value instanceof Value.Binary binary) {
                return size(binary.bytes().length());
            } else if (value instanceof Value.SetOf set) {
                return size(set.elements().size());
            } else if (value instanceof Value.ListOf list) {
                return size(list.elements().size());
            } else if (value instanceof Value.MapOf map) {
                return size(map.entries().size());
            }
            return null;
        }

        private static Value size(int size) {
            return new Value.Numeric(BigDecimal.valueOf(size));
        }
    }

    /** {@code a + b}. */
    record Sum(Operand left, Operand right) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            return new Value.Numeric(number(left, item).add(number(right, item)));
        }
    }

    /** {@code a - b}. */
    record Difference(Operand left, Operand right) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            return new Value.Numeric(number(left, item).subtract(number(right, item)));
        }
    }

    /** {@code if_not_exists(a, b)}. */
    record IfNotExists(Path path, Operand otherwise) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            Value value = path.in(item);
            return value == null ? otherwise.in(item) : value;
        }
    }

    /** {@code list_append(a, b)}. */
    record ListAppend(Operand left, Operand right) implements Operand {
        @Override
        public Value in(Value.MapOf item) {
            List<Value> both = new ArrayList<>(list(left, item));
            both.addAll(list(right, item));
            return new Value.ListOf(Collections.unmodifiableList(both));
        }
    }
}
