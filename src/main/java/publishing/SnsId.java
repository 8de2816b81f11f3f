package publishing;

import event.Identity;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Makes group and deduplication ids that SNS accepts: 1 to 128 visible ASCII characters.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
 */
public final class SnsId {
    private static final int LONGEST = 128;

    private SnsId() {}

    /** The deduplication id of an event: equal for the same event, and different for any other. */
    public static String of(Identity event) {
        // With the length of the source, no two events give the same text.
        return DigestUtils.sha256Hex(event.source().length() + " " + event.source() + event.id());
    }

    /**
     * The text itself, or its SHA-256 if SNS does not accept the text. Equal texts have equal ids, and different texts have
     * different ids.
     */
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
