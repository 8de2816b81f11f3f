package delivery;

import java.util.Locale;

/** How a message's stay in this consumer ended. */
enum End {
    /** Its handler succeeded. */
    HANDLED(true),
    /** It was handled before. */
    DUPLICATE(true),
    /** It came past its own expiry time, and was deleted. */
    EXPIRED(true),
    /** It is kept in the dead-letter queue. */
    DEAD(true),
    /** It was sent to the end of the queue, behind those of its group that were released. */
    SENT_BEHIND(true),
    /** It comes again after a backoff. */
    FAILED(false),
    /** Its handler was not started. */
    GIVEN_BACK(false),
    /** A stop interrupted its handler. */
    INTERRUPTED(false),
    /** Another consumer has it. */
    LOST(false),
    /** A stop has ended it before. */
    ENDED_BEFORE(false);

    private final boolean groupGoesOn;
    private final String text;

    End(boolean groupGoesOn) {
        this.groupGoesOn = groupGoesOn;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /** Its name in metrics and for people. */
    String text() {
        return text;
    }

    /** Whether the next message of the same group may be started. */
    boolean groupGoesOn() {
        return groupGoesOn;
    }
}
