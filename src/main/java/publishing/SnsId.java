package publishing;

import event.Identity;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Group and deduplication ids as SNS takes them: 1 to 128 visible characters of ASCII.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
 */
public final class SnsId {
    private static final int LONGEST = 128;

    private SnsId() {}

    /** The deduplication id of an event: equal for equal events, and for no others. */
    public static String of(Identity event) {
        // The length keeps apart what would be one text together.
        return DigestUtils.sha256Hex(event.source().length() + " " + event.source() + event.id());
    }

    /** The text itself, or its SHA-256 if SNS does not take it: equal texts have equal ids, and no others do. */
    static String of(String text) {
        return isTaken(text) ? text : DigestUtils.sha256Hex(text);
    }

    private static boolean isTaken(String text) {
        boolean taken = !text.isEmpty() && text.length() <= LONGEST;
        for (int i = 0; taken && i < text.length(); i++) {
            taken = text.charAt(i) >= '!' && text.charAt(i) <= '~';
        }
        return taken;
    }
}
