package push;

import java.util.Locale;

/** How the delivery of one push ended. The names are the same as for messages of a queue. */
enum PushEnd {
    /** The handler succeeded. */
    HANDLED,
    /** The event was handled, or given up, before. */
    DUPLICATE,
    /** The event was past its own expiry time, and the handler did not run. */
    EXPIRED,
    /** The event failed permanently. */
    DEAD,
    /** The event failed, and SNS pushes it again. */
    FAILED,
    /** The handler was not started, and SNS pushes the event again. */
    GIVEN_BACK,
    /** Another push of the same event has taken over the lease. */
    LOST;

    /** The name of this end in metrics. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
