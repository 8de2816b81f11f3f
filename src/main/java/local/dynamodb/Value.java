package local.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The value of an attribute. Values are immutable, so items can share them. */
sealed interface Value {
    AttributeType type();

    /** A value that has an order and can therefore be a key. The order is defined within a type. */
    sealed interface Scalar extends Value, Comparable<Scalar> {}

    /** Text, ordered by its UTF-8 bytes, which is not the order of {@link String}. */
    record Text(String text) implements Scalar {
        @Override
        public AttributeType type() {
            return AttributeType.S;
        }

        byte[] utf8() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int compareTo(Scalar other) {
            return other instanceof Text that
                    ? Arrays.compareUnsigned(utf8(), that.utf8())
                    : type().compareTo(other.type());
        }
    }

    /** A number without trailing zeros, so that equal numbers are equal values. */
    record Numeric(BigDecimal number) implements Scalar {
        private static final Pattern SYNTAX = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
        private static final int MAX_DIGITS = 38;
        private static final int MAX_MAGNITUDE = 125;
        private static final int MIN_MAGNITUDE = -130;

        public Numeric {
            number = number.stripTrailingZeros();
            long magnitude = (long) number.precision() - number.scale() - 1;
            if (number.signum() != 0 && magnitude > MAX_MAGNITUDE) {
                throw ServiceError.validation("Number overflow. Attempting to store a number with magnitude larger"
                        + " than supported range");
            }
            if (number.signum() != 0 && magnitude < MIN_MAGNITUDE) {
                throw ServiceError.validation("Number underflow. Attempting to store a number with magnitude smaller"
                        + " than supported range");
            }
            if (number.precision() > MAX_DIGITS) {
                throw ServiceError.validation("Attempting to store more than 38 significant digits in a Number");
            }
        }

        static Numeric parse(String text) {
            if (text.isEmpty()) {
                throw ServiceError.validation("The parameter cannot be converted to a numeric value");
            }
            if (!SYNTAX.matcher(text).matches()) {
                throw notNumeric(text);
            }
            BigDecimal number;
            try {
                number = new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw notNumeric(text);
            }
            return new Numeric(number);
        }

        private static ServiceError notNumeric(String text) {
            return ServiceError.validation("The parameter cannot be converted to a numeric value: " + text);
        }

        @Override
        public AttributeType type() {
            return AttributeType.N;
        }

        @Override
        public int compareTo(Scalar other) {
            return other instanceof Numeric that ? number.compareTo(that.number) : type().compareTo(other.type());
        }
    }

    /** Bytes, ordered as unsigned. */
    record Binary(Bytes bytes) implements Scalar {
        @Override
        public AttributeType type() {
            return AttributeType.B;
        }

        @Override
        public int compareTo(Scalar other) {
            return other instanceof Binary that ? bytes.compareTo(that.bytes) : type().compareTo(other.type());
        }
    }

    /** A set of texts, of numbers or of bytes. */
    record SetOf(AttributeType type, Set<Scalar> elements) implements Value {}

    record Bool(boolean truth) implements Value {
        @Override
        public AttributeType type() {
            return AttributeType.BOOL;
        }
    }

    record Null() implements Value {
        @Override
        public AttributeType type() {
            return AttributeType.NULL;
        }
    }

    record ListOf(List<Value> elements) implements Value {
        @Override
        public AttributeType type() {
            return AttributeType.L;
        }
    }

    /** Names and values: an attribute of type map, and the attributes of a whole item too. */
    record MapOf(Map<String, Value> entries) implements Value {
        static final MapOf EMPTY = new MapOf(Map.of());

        @Override
        public AttributeType type() {
            return AttributeType.M;
        }
    }
}
