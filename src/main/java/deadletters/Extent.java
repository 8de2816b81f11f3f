package deadletters;

import java.util.Optional;
import java.util.Set;

/**
 * Which letters a walk covers.
 *
 * @param only the message ids to look for; every letter if empty
 * @param most the most letters to receive
 * @param withHidden whether to wait for letters that others hide, so that none is left behind
 * @param partial whether to keep a partial result if SQS fails after the first letters
 */
record Extent(Optional<Set<String>> only, int most, boolean withHidden, boolean partial) {
    /** Every letter that can be seen. */
    static final Extent ALL = new Extent(Optional.empty(), Integer.MAX_VALUE, false, false);

    /** Every letter, including hidden ones. */
    static final Extent WITH_HIDDEN = new Extent(Optional.empty(), Integer.MAX_VALUE, true, false);

    /** Every letter that SQS returns before it fails. */
    static final Extent PARTIAL = new Extent(Optional.empty(), Integer.MAX_VALUE, false, true);

    /** Only these letters, not those that arrive meanwhile. */
    static Extent only(Set<String> messageIds) {
        return new Extent(Optional.of(messageIds), Integer.MAX_VALUE, false, false);
    }

    /** At most this many letters, in the order of SQS. */
    static Extent upTo(int most) {
        return new Extent(Optional.empty(), most, false, false);
    }
}
