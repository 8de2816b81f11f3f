package publishing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Group and deduplication ids as SNS takes them: 1 to 128 visible characters of ASCII.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
 */
final class SnsId {
    private static final Pattern TAKEN = Pattern.compile("[!-~]{1,128}");

    private SnsId() {}

    /** The text itself, or its SHA-256 if SNS does not take it: equal texts have equal ids, and no others do. */
    static String of(String text) {
        return TAKEN.matcher(text).matches() ? text : HexFormat.of().formatHex(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
