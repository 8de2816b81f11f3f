package deadletters;

import deadletters.RefusedException.Reason;
import event.MessageLimits;
import java.util.concurrent.TimeUnit;

/**
 * How fast letters are sent back.
 *
 * @param perSecond letters a second; 0 for no limit
 */
public record Rate(int perSecond) {
    /** No limit. */
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

    /** The most letters to take at a time. */
    int batch() {
        return isLimited() ? Math.min(perSecond, MessageLimits.BATCH) : MessageLimits.BATCH;
    }

    /** The pause in nanoseconds before the next letters, after {@code moved} letters since {@code start}. */
    long wait(int moved, long start) {
        if (!isLimited()) {
            return 0;
        }
        long due = start + TimeUnit.SECONDS.toNanos(moved) / perSecond;
        return Math.max(0, due - System.nanoTime());
    }
}
