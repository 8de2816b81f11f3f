package deadletters;

import java.util.Optional;
import java.util.Set;

/**
 * How far a walk through dead letters goes.
 *
 * @param only the message ids of the letters that it is about; every letter if empty
 * @param most how many letters it receives at most
 * @param withHidden whether it waits for letters that others hide: none may be left behind
 * @param partial whether a part of the letters is good enough if SQS answers with an error after the first of them
 */
record Extent(Optional<Set<String>> only, int most, boolean withHidden, boolean partial) {
    /** Every letter that can be seen. */
    static final Extent ALL = new Extent(Optional.empty(), Integer.MAX_VALUE, false, false);

    /** Every letter, hidden ones too. */
    static final Extent WITH_HIDDEN = new Extent(Optional.empty(), Integer.MAX_VALUE, true, false);

    /** Every letter that SQS shows before it answers with an error. */
    static final Extent PARTIAL = new Extent(Optional.empty(), Integer.MAX_VALUE, false, true);

    /** These letters, whatever comes meanwhile. */
    static Extent only(Set<String> messageIds) {
        return new Extent(Optional.of(messageIds), Integer.MAX_VALUE, false, false);
    }

    /** So many letters at most, whichever SQS shows. */
    static Extent upTo(int most) {
        return new Extent(Optional.empty(), most, false, false);
    }
}
