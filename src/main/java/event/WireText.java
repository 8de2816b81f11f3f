package event;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What SNS and SQS take as text: the characters of XML 1.0, in UTF-8.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
 */
public final class WireText {
    /** SNS and SQS take up to 38 digits; an exponent is not canonical, but for very large and very small numbers. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,38}(\\.\\d{1,38})?(E[+-]\\d{1,3})?");

    private WireText() {}

    /** The text that these bytes are, if they are text that can be sent. */
    static Optional<String> of(byte[] bytes) {
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
        // No stream: every body that is published passes here, character by character.
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

    /**
     * Whether a text is a number in its one canonical form, such as {@code 60}, {@code -1.5} or {@code 60.50}, and neither
     * {@code 007} nor {@code 6e1}: read as a number and written again, it is the same text.
     */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && new BigDecimal(text).toString().equals(text);
    }

    static int bytes(String text) {
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
