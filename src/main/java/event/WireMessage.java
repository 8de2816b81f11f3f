package event;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/**
 * A message of SNS or SQS: a body and typed attributes.
 *
 * @param body the text
 * @param attributes by name
 */
public record WireMessage(String body, Map<String, Attribute> attributes) {
    /** Replaces a missing body by an empty text. */
    public WireMessage {
        body = Objects.requireNonNullElse(body, "");
    }

    /**
     * The size in bytes that SNS and SQS compare with their limits: the body and each attribute's name, type and value,
     * in UTF-8.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">SNS message attributes</a>
     */
    public int size() {
        int size = WireText.bytes(body);
        for (Map.Entry<String, Attribute> attribute : attributes.entrySet()) {
            size = Math.addExact(
                    size,
                    WireText.bytes(attribute.getKey()) + attribute.getValue().size());
        }
        return size;
    }

    /**
     * One message attribute.
     *
     * @param type {@code String}, {@code Number}, {@code Binary}, {@code String.Array} or one of these with a suffix
     * @param text the value, or {@code null} if it is binary
     * @param binary the value, or {@code null} if it is text
     */
    public record Attribute(String type, String text, byte[] binary) {
        /** Replaces a missing type by {@code String}, and a missing value by an empty one. */
        public Attribute {
            type = Objects.requireNonNullElse(type, "String");
            text = text == null && binary == null ? "" : text;
        }

        /** A text attribute. SNS and SQS refuse an empty text. */
        public static Attribute string(String value) {
            return new Attribute("String", value, null);
        }

        /**
         * A number, so that numeric filters of a subscription match. A number that SNS and SQS refuse is sent as text:
         * more than 38 digits, beyond 10<sup>126</sup>, or not finite.
         *
         * @see <a
         *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">
         *     SQS message attributes</a>
         */
        public static Attribute number(Number value) {
            String text = value.toString();
            return new Attribute(isNumber(text) ? "Number" : "String", text, null);
        }

        /** A binary attribute. Filters cannot match bytes. */
        public static Attribute binary(byte[] value) {
            return new Attribute("Binary", null, value);
        }

        private static boolean isNumber(String text) {
            try {
                BigDecimal number = new BigDecimal(text);
                return number.precision() <= 38 && Math.abs((long) number.precision() - number.scale()) <= 126;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private int size() {
            return WireText.bytes(type) + (binary == null ? WireText.bytes(text) : binary.length);
        }
    }
}
