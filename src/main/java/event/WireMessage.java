package event;

import java.util.Map;

/**
 * A message as SNS and SQS carry it: text and typed attributes.
 *
 * @param body the text
 * @param attributes by name
 */
public record WireMessage(String body, Map<String, Attribute> attributes) {
    /**
     * One message attribute.
     *
     * @param type {@code String}, {@code Number}, {@code Binary}, {@code String.Array} or one of these with a suffix
     * @param text the value, or {@code null} if it is binary
     * @param binary the value, or {@code null} if it is text
     */
    public record Attribute(String type, String text, byte[] binary) {
        public static Attribute string(String value) {
            return new Attribute("String", value, null);
        }
    }
}
