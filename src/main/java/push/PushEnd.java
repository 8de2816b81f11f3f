package push;

import java.util.Locale;

/** How the delivery of one push ended; by the same names as for a message of a queue. */
enum PushEnd {
    /** Its handler succeeded. */
    HANDLED,
    /** It was handled, or given up, before. */
    DUPLICATE,
    /** It came past its own expiry time, and its handler did not run. */
    EXPIRED,
    /** It failed for good. */
    DEAD,
    /** It failed, and SNS pushes it again. */
    FAILED,
    /** Its handler was not started, and SNS pushes it again. */
    GIVEN_BACK,
    /** Another push of it has its lease. */
    LOST;

    /** Its name in metrics. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
