package local.dynamodb;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import local.dynamodb.Value.Scalar;

/** One change to the value at a path. All actions of an update see the item as it was before. */
sealed interface UpdateAction {
    Path path();

    /** The new value at the path, or nothing if the path is removed. */
    Optional<Value> result(Value.MapOf item);

    private static ServiceError incorrectType() {
        return ServiceError.validation("An operand in the update expression has an incorrect data type");
    }

    record Assign(Path path, Operand value) implements UpdateAction {
        @Override
        public Optional<Value> result(Value.MapOf item) {
            return Optional.of(value.requiredIn(item));
        }
    }

    record Remove(Path path) implements UpdateAction {
        @Override
        public Optional<Value> result(Value.MapOf item) {
            return Optional.empty();
        }
    }

    /** Adds a number to a number, or elements to a set; a missing value counts as zero or empty. */
    record Add(Path path, Value value) implements UpdateAction {
        @Override
        public Optional<Value> result(Value.MapOf item) {
            Value old = path.in(item);
            if (old == null) {
                return Optional.of(value);
            } else if (old instanceof Value.Numeric number && value instanceof Value.Numeric more) {
                return Optional.of(new Value.Numeric(number.number().add(more.number())));
            } else if (old instanceof Value.SetOf set
                    && value instanceof Value.SetOf more
                    && set.type() == more.type()) {
                Set<Scalar> union = new LinkedHashSet<>(set.elements());
                union.addAll(more.elements());
                return Optional.of(new Value.SetOf(set.type(), Collections.unmodifiableSet(union)));
            }
            throw incorrectType();
        }
    }

    /** Removes elements from a set. A set that becomes empty is removed. */
    record Subtract(Path path, Value.SetOf value) implements UpdateAction {
        @Override
        public Optional<Value> result(Value.MapOf item) {
            Value old = path.in(item);
            if (old == null) {
                return Optional.empty();
            } else if (old instanceof Value.SetOf set && set.type() == value.type()) {
                Set<Scalar> rest = new LinkedHashSet<>(set.elements());
                rest.removeAll(value.elements());
                return Optional.of(rest)
                        .filter(elements -> !elements.isEmpty())
                        .map(elements -> new Value.SetOf(set.type(), Collections.unmodifiableSet(elements)));
            }
            throw incorrectType();
        }
    }
}
