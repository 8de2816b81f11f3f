package delivery;

import java.time.Duration;
import java.util.List;

/** A thread that receives messages and starts them, until the consumer stops or fewer pollers are needed. */
final class Poller implements Runnable {
    /** How long a free slot waits for others, so that receives are full: little against a receive's own time. */
    private static final Duration FILL = Duration.ofMillis(50);

    /** The same for slots that are not free yet: a handler still runs there. */
    private static final Duration FILL_AHEAD = Duration.ofMillis(200);

    private final Receives receives;
    private final Slots slots;
    private final Intake intake;
    private final Heartbeat heartbeat;
    private final Pollers pollers;
    private final Strain ledgerStrain;

    /** How long a receive takes that finds messages at once; zero if the last one had to wait for them. */
    private volatile Duration receiveTime = Duration.ZERO;

    Poller(Receives receives, Slots slots, Intake intake, Heartbeat heartbeat, Pollers pollers, Strain ledgerStrain) {
        this.receives = receives;
        this.slots = slots;
        this.intake = intake;
        this.heartbeat = heartbeat;
        this.pollers = pollers;
        this.ledgerStrain = ledgerStrain;
    }

    @Override
    public void run() {
        boolean needed = true;
        try {
            while (needed && receives.mayFollow() && ledgerStrain.pause()) {
                try {
                    needed = poll();
                } catch (RuntimeException | Error e) {
                    // A route whose poller has ended silently would look healthy and do nothing.
                    receives.failed(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (needed) {
            pollers.ended();
        }
    }

    /** Receives once. Returns false if this poller is no longer needed. */
    private boolean poll() throws InterruptedException {
        boolean strained = ledgerStrain.isFelt();
        int batch = strained ? 1 : receives.batch();
        boolean quick = intake.areQuick();
        Duration ahead = quick || strained || !receives.mayPrefetch() ? Duration.ZERO : ahead();
        int taken = slots.take(quick ? 1 : batch, ahead.isZero() ? FILL : FILL_AHEAD, ahead);
        if (taken == 0) {
            return true;
        }
        int wanted = quick ? batch : taken;
        List<InFlight> messages = List.of();
        Duration took = Duration.ZERO;
        receives.begin();
        try {
            long begin = System.nanoTime();
            messages = receives.receive(wanted);
            took = Duration.ofNanos(System.nanoTime() - begin);
            messages.forEach(heartbeat::watch);
            pollers.received(messages.size(), took);
            receiveTime = !messages.isEmpty() && Pollers.areAtOnce(took) ? took : Duration.ZERO;
        } finally {
            try {
                intake.start(messages, taken);
            } finally {
                receives.end();
            }
        }
        return pollers.areNeeded(wanted, messages.size(), took);
    }

    /** The time from the start of a receive until its messages reach handlers, if the receive finds messages at once. */
    private Duration ahead() {
        Duration receive = receiveTime;
        return receive.isZero() ? receive : receive.plus(intake.besideHandler());
    }
}
