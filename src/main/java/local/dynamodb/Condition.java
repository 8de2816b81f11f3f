package local.dynamodb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import local.dynamodb.Value.Scalar;

/** A condition that holds for an item or does not. A missing item has no attributes. */
sealed interface Condition {
    Condition ALWAYS = new Always();

    boolean holds(Value.MapOf item);

    /** No condition. */
    record Always() implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return true;
        }
    }

    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return left.holds(item) && right.holds(item);
        }
    }

    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return left.holds(item) || right.holds(item);
        }
    }

    record Not(Condition condition) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return !condition.holds(item);
        }
    }

    /** The comparison operators. Only values of the same type have an order. */
    enum Comparator {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /** Whether this needs values that have an order. */
        boolean orders() {
            return this != EQ && this != NE;
        }

        /** The equivalent comparator for exchanged operands. */
        Comparator mirrored() {
            return switch (this) {
                case LT -> GT;
                case LE -> GE;
                case GT -> LT;
                case GE -> LE;
                case EQ, NE -> this;
            };
        }

        static Comparator of(Token token) {
            return token.kind() == Token.Kind.SIGN ? of(token.text()).orElse(null) : null;
        }

        static Optional<Comparator> of(String sign) {
            return Arrays.stream(values())
                    .filter(comparator -> comparator.sign.equals(sign))
                    .findFirst();
        }

        /** Compares two values. A missing value is {@code null}, and is unequal to all others. */
        boolean holds(Value left, Value right) {
            if (!orders()) {
                return (left != null && left.equals(right)) == (this == EQ);
            }
            return left instanceof Scalar a
                    && right instanceof Scalar b
                    && a.type() == b.type()
                    && accepts(a.compareTo(b));
        }

        private boolean accepts(int order) {
            return switch (this) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT -> order < 0;
                case LE -> order <= 0;
                case GT -> order > 0;
                case GE -> order >= 0;
            };
        }
    }

    record Comparison(Operand left, Comparator comparator, Operand right) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return comparator.holds(left.in(item), right.in(item));
        }

        /** The equivalent condition with exchanged operands. */
        Comparison mirrored() {
            return new Comparison(/* left= */ right, comparator.mirrored(), /* right= */ left);
        }
    }

    record Between(Operand operand, Operand lower, Operand upper) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            Value value = operand.in(item);
            return Comparator.GE.holds(value, lower.in(item)) && Comparator.LE.holds(value, upper.in(item));
        }
    }

    record In(Operand operand, List<Operand> candidates) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            Value value = operand.in(item);
            return value != null && candidates.stream().anyMatch(candidate -> value.equals(candidate.in(item)));
        }
    }

    record Exists(Path path) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return path.in(item) != null;
        }
    }

    record NotExists(Path path) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            return path.in(item) == null;
        }
    }

    record HasType(Operand operand, AttributeType type) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            Value value = operand.in(item);
            return value != null && value.type() == type;
        }
    }

    record BeginsWith(Operand operand, Operand prefix) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            Value value = operand.in(item);
            Value start = prefix.in(item);
            if (value instanceof Value.Text text && start instanceof Value.Text textStart) {
                return text.text().startsWith(textStart.text());
            }
            return value instanceof Value.Binary binary
                    && start instanceof Value.Binary binaryStart
                    && binary.bytes().startsWith(binaryStart.bytes());
        }
    }

    record Contains(Operand operand, Operand part) implements Condition {
        @Override
        public boolean holds(Value.MapOf item) {
            Value value = operand.in(item);
            Value wanted = part.in(item);
            if (value instanceof Value.Text text && wanted instanceof Value.Text textPart) {
                return text.text().contains(textPart.text());
            } else if (value instanceof Value.Binary binary && wanted instanceof Value.Binary binaryPart) {
                return binary.bytes().contains(binaryPart.bytes());
            } else if (value instanceof Value.SetOf set) {
                return wanted instanceof Scalar && set.elements().contains(wanted);
            }
            return wanted != null
                    && value instanceof Value.ListOf list
                    && list.elements().contains(wanted);
        }
    }
}
