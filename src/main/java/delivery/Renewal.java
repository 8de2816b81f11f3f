package delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The renewals of one message's visibility timeout: one at a time, and none after {@link #settle}. */
final class Renewal {
    private long renewed;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private boolean behind;
    private boolean settled;

    /** @param received when the message was received, by {@link System#nanoTime} */
    Renewal(long received) {
        this.renewed = received;
    }

    /** The time since the visibility timeout last began, at the receipt or at a renewal. */
    synchronized Duration age(long now) {
        return Duration.ofNanos(now - renewed);
    }

    /** Begins a renewal. False if none may begin. */
    synchronized boolean begin() {
        if (settled || !underWay.isDone()) {
            return false;
        }
        underWay = new CompletableFuture<>();
        return true;
    }

    /** Reports that a renewal that was requested at {@code since} has succeeded. */
    void succeeded(long since) {
        synchronized (this) {
            renewed = since;
        }
        end(false);
    }

    void failed() {
        end(true);
    }

    private void end(boolean failed) {
        CompletableFuture<Void> ended;
        synchronized (this) {
            behind = failed;
            ended = underWay;
        }
        ended.complete(null);
    }

    /** Whether the last renewal failed. */
    synchronized boolean isBehind() {
        return behind;
    }

    /**
     * Ends the renewals.
     *
     * @return completes when no renewal is in progress. Until then, a renewal could reach SQS after the message was made visible,
     *     and hide it again
     */
    synchronized CompletableFuture<Void> settle() {
        settled = true;
        return underWay;
    }
}
