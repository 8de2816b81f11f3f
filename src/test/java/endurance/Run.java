package endurance;

import java.time.Instant;

/**
 * One call of a handler.
 *
 * @param event the event's id
 * @param instance the process that called
 * @param arrived when the call arrived
 * @param answered when it was answered, or when its connection was found to have ended
 * @param status the status of the answer; {@link #CUT} if the caller was gone, and then there was no effect
 */
record Run(SubscribedQueue subscriber, String event, int instance, Instant arrived, Instant answered, int status) {
    static final int CUT = 0;

    /** Whether both events were in one batch. */
    boolean isOfSameCall(Run other) {
        return instance == other.instance && answered.equals(other.answered);
    }

    /** Whether the handler had its effect. */
    boolean isEffective() {
        return status == 200;
    }
}
