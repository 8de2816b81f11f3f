package delivery;

import java.util.Locale;

/** How the work on a message ended in this consumer. */
enum End {
    /** The handler succeeded. */
    HANDLED(true),
    /** The event was handled before. */
    DUPLICATE(true),
    /** The event was past its own expiry time, and the message was deleted. */
    EXPIRED(true),
    /** The message is in the dead-letter queue. */
    DEAD(true),
    /** The message was sent to the end of the queue, behind the released messages of its group. */
    SENT_BEHIND(true),
    /** The attempt failed; the message is redelivered after a backoff. */
    FAILED(false),
    /** The message was returned, and its handler was not started. */
    GIVEN_BACK(false),
    /** A stop interrupted the handler. */
    INTERRUPTED(false),
    /** Another consumer has the message. */
    LOST(false),
    /** A stop had ended the message before. */
    ENDED_BEFORE(false);

    private final boolean groupGoesOn;
    private final String text;

    End(boolean groupGoesOn) {
        this.groupGoesOn = groupGoesOn;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /** The name of this end in metrics and on pages. */
    String text() {
        return text;
    }

    /** Whether the next message of the same group may be started. */
    boolean groupGoesOn() {
        return groupGoesOn;
    }
}
