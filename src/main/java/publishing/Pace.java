package publishing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How fast events come one after the other, the last few dozen of them counting most. */
final class Pace {
    private static final double WEIGHT = 0.05;

    /** A pause says that there was a pause, and not how long the next one will be. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

    private double gap = LONGEST;
    private long gapBefore = LONGEST;
    private long lastGap = LONGEST;
    private long last;

    Pace(long now) {
        last = now;
    }

    /** So many came together. */
    void arrived(int events, long now) {
        gapBefore = lastGap;
        lastGap = now - last;
        double each = (double) Math.min(LONGEST, lastGap) / events;
        gap = each + (gap - each) * Math.pow(1 - WEIGHT, events);
        last = now;
    }

    /**
     * Whether the last came so shortly after the one before, and that after another, that one more may be expected within that
     * time. Two alone say nothing: of events that come one by one some are late, and the next then comes soon.
     */
    boolean isKept(Duration within) {
        return Math.max(gapBefore, lastGap) <= within.toNanos();
    }

    /** Whether so many may be expected within that time. */
    boolean brings(int events, Duration within) {
        return gap * events <= within.toNanos();
    }
}
