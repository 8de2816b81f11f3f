package deadletters;

import deadletters.RefusedException.Reason;
import event.MessageLimits;
import java.util.concurrent.TimeUnit;

/**
 * How fast letters go back.
 *
 * @param perSecond letters a second; 0 for as fast as it goes
 */
public record Rate(int perSecond) {
    /** As fast as it goes. */
    public static final Rate UNLIMITED = new Rate(0);

    public Rate {
        if (perSecond < 0) {
            throw new RefusedException(
                    Reason.WRONG, "rate " + perSecond + ": must be a number of letters a second from 1");
        }
    }

    boolean isLimited() {
        return perSecond > 0;
    }

    /** How many letters may be taken at a time. */
    int batch() {
        return isLimited() ? Math.min(perSecond, MessageLimits.BATCH) : MessageLimits.BATCH;
    }

    /** How long to wait before the next ones, in nanoseconds, after so many have gone back since {@code start}. */
    long wait(int moved, long start) {
        if (!isLimited()) {
            return 0;
        }
        long due = start + TimeUnit.SECONDS.toNanos(moved) / perSecond;
        return Math.max(0, due - System.nanoTime());
    }
}
