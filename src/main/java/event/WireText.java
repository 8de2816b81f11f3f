package event;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells which text SNS and SQS accept: the characters of XML 1.0, in UTF-8.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
 */
public final class WireText {
    /** SNS and SQS accept up to 38 digits. An exponent is canonical only for very large and very small numbers. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,38}(\\.\\d{1,38})?(E[+-]\\d{1,3})?");

    private WireText() {}

    /** Decodes bytes as text; empty if they are not text that can be sent. */
    public static Optional<String> of(byte[] bytes) {
        try {
            // A new decoder reports malformed input, where new String(bytes, UTF_8) would replace it.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return allows(text) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    public static boolean allows(String text) {
        // A loop instead of a stream, because each published body passes here character by character.
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (!allows(character)) {
                return false;
            }
            at += Character.charCount(character);
        }
        return true;
    }

    /** Whether a text can be an attribute, which must not be empty. */
    static boolean isAttribute(String text) {
        return !text.isBlank() && allows(text);
    }

    /**
     * Whether a text is a number in canonical form, such as {@code 60}, {@code -1.5} or {@code 60.50}. Neither {@code
     * 007} nor {@code 6e1} is: reading and writing the number must give the same text.
     */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && new BigDecimal(text).toString().equals(text);
    }

    /** The size of a text on the wire, which is UTF-8. */
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean allows(int character) {
        return character == 0x9
                || character == 0xA
                || character == 0xD
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || (character >= 0x10000 && character <= 0x10FFFF);
    }
}
