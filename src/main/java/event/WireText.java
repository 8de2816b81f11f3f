package event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What SNS and SQS take as text: the characters of XML 1.0, in UTF-8.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
 */
public final class WireText {
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
