package local.sns;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">message attribute</a>.
 *
 * @param type {@code String}, {@code String.Array}, {@code Number} or {@code Binary}, perhaps with a label of the
 *     publisher's
 * @param value as sent; in Base64 if binary
 */
record MessageAttribute(String type, String value) {
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");
    private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9_.-]");
    private static final int LONGEST_NAME = 256;

    /** Reads and checks the attributes of one message. */
    static Map<String, MessageAttribute> read(Parameters message) {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        for (Parameters entry : message.structures("MessageAttributes.entry")) {
            String name = entry.require("Name");
            checkName(name);
            String type = entry.find("Value.DataType")
                    .orElseThrow(() -> SnsException.validation(
                            "null",
                            message.path() + "messageAttributes." + name + ".member.dataType",
                            "Member must not be null"));
            MessageAttribute attribute = read(name, type, entry);
            if (attributes.put(name, attribute) != null) {
                throw SnsException.invalidAttribute("Message attribute name '" + name + "' already exists.");
            }
        }
        return attributes;
    }

    boolean isBinary() {
        return type.startsWith("Binary");
    }

    boolean isNumber() {
        return type.startsWith("Number");
    }

    boolean isArray() {
        return type.equals("String.Array");
    }

    byte[] bytes() {
        return isBinary() ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes that type and value add to the size of a message. */
    int size() {
        return type.length() + bytes().length;
    }

    private static MessageAttribute read(String name, String type, Parameters entry) {
        if (!TYPE.matcher(type).matches()) {
            throw SnsException.invalidAttribute(
                    "The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."
                            .formatted(name));
        }
        String field = type.startsWith("Binary") ? "Binary" : "String";
        String value = entry.get("Value." + field + "Value");
        boolean otherValue = value == null
                && (entry.find("Value.StringValue").isPresent()
                        || entry.find("Value.BinaryValue").isPresent());
        if (otherValue) {
            throw SnsException.invalidAttribute(
                    "The message attribute '%s' with type '%s' must use field '%s'.".formatted(name, type, field));
        }
        if (value == null || value.isEmpty()) {
            throw SnsException.invalidAttribute(
                    "The message attribute '%s' must contain non-empty message attribute value for message attribute type '%s'."
                            .formatted(name, type));
        }
        MessageAttribute attribute = new MessageAttribute(type, value);
        attribute.checkValue(name);
        return attribute;
    }

    private void checkValue(String name) {
        try {
            if (isNumber()) {
                new BigDecimal(value);
            } else if (isBinary()) {
                bytes();
            }
        } catch (NumberFormatException e) {
            throw SnsException.invalidAttribute("Could not cast message attribute '" + name + "' value to number.");
        } catch (IllegalArgumentException e) {
            throw SnsException.invalidAttribute("The message attribute '" + name + "' is not valid Base64.");
        }
        if (!isBinary() && !Characters.areAllowed(value)) {
            throw SnsException.invalidAttribute(
                    "The message attribute '" + name + "' contains characters that are not allowed.");
        }
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw SnsException.invalidAttribute("Length of message attribute name must be less than 256 bytes.");
        }
        if (name.startsWith(".")) {
            throw SnsException.invalidAttribute(
                    "Invalid message attribute name starting with character '.' was found.");
        }
        if (name.endsWith(".")) {
            throw SnsException.invalidAttribute("Invalid message attribute name ending with character '.' was found.");
        }
        if (name.contains("..")) {
            throw SnsException.invalidAttribute("Message attribute name can not have successive '.' character.");
        }
        Matcher strange = STRANGE.matcher(name);
        if (strange.find()) {
            throw SnsException.invalidAttribute(
                    "Invalid non-alphanumeric character '#x%X' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots."
                            .formatted(strange.group().codePointAt(0)));
        }
        if (isReserved(name)) {
            throw SnsException.invalidAttribute(
                    "Message attribute name can not start with 'AWS.' or 'Amazon.': " + name);
        }
    }

    /** AWS reserves its prefixes. Only {@code AWS.SNS.} is open to publishers, for messages to phones. */
    private static boolean isReserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return (lower.startsWith("aws.") || lower.startsWith("amazon.")) && !name.startsWith("AWS.SNS.");
    }
}
