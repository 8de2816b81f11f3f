package event;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/**
 * A message as SNS and SQS carry it: text and typed attributes.
 *
 * @param body the text
 * @param attributes by name
 */
public record WireMessage(String body, Map<String, Attribute> attributes) {
    /** A message without a body has an empty one. */
    public WireMessage {
        body = Objects.requireNonNullElse(body, "");
    }

    /**
     * The bytes that SNS and SQS count against their limits: the body and the name, type and value of each attribute, in
     * UTF-8.
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
        /** An attribute without a type is a text, and one without a value is empty. */
        public Attribute {
            type = Objects.requireNonNullElse(type, "String");
            text = text == null && binary == null ? "" : text;
        }

        /** A text. SNS and SQS refuse an empty one. */
        public static Attribute string(String value) {
            return new Attribute("String", value, null);
        }

        /**
         * A number, so that the numeric filters of a subscription match it. One that SNS and SQS refuse as a number (more
         * than 38 digits, beyond 10<sup>126</sup>, not finite) is a text.
         *
         * @see <a
         *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">
         *     SQS message attributes</a>
         */
        public static Attribute number(Number value) {
            String text = value.toString();
            return new Attribute(isNumber(text) ? "Number" : "String", text, null);
        }

        /** Bytes as they are. Filters cannot match them. */
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
