package delivery;

import delivery.Handlers.Receiver;
import delivery.Receives.Turn;
import java.time.Duration;
import java.util.List;

/** Receives messages, as many as can be started or are soon handled, until the consumer stops or there are too many pollers. */
final class Poller implements Runnable {
    /** How long free places wait for others, so that receives are full: little against a receive's own time. */
    private static final Duration FILL = Duration.ofMillis(50);

    /** The same for places that are not free yet: a handler works there meanwhile. */
    private static final Duration FILL_AHEAD = Duration.ofMillis(200);

    /** A receive's thread may run handlers for this fraction of what the receive took: its connection waits meanwhile. */
    private static final int SPARE = 32;

    private final Receives receives;
    private final Room room;
    private final Intake intake;
    private final Heartbeat heartbeat;
    private final Pollers pollers;
    private final Strain ledgerStrain;

    /** What a receive takes that finds messages at once; zero while it has to wait for them. */
    private volatile Duration receiveTime = Duration.ZERO;

    Poller(Receives receives, Room room, Intake intake, Heartbeat heartbeat, Pollers pollers, Strain ledgerStrain) {
        this.receives = receives;
        this.room = room;
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
                    // A route whose poller ends quietly would look well and do nothing.
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

    /** False if this poller is not needed any more. */
    private boolean poll() throws InterruptedException {
        boolean strained = ledgerStrain.isFelt();
        int batch = strained ? 1 : receives.batch();
        boolean quick = intake.areQuick();
        Duration ahead = quick || strained || !receives.mayPrefetch() ? Duration.ZERO : ahead();
        int places = room.take(quick ? 1 : batch, ahead.isZero() ? FILL : FILL_AHEAD, ahead);
        if (places == 0) {
            return true;
        }
        int wanted = quick ? batch : places;
        List<InFlight> messages = List.of();
        Turn turn = receives.begin();
        long begin = System.nanoTime();
        Duration took = Duration.ZERO;
        boolean ended;
        try {
            messages = turn.receive(wanted);
            took = Duration.ofNanos(System.nanoTime() - begin);
            messages.forEach(heartbeat::watch);
            pollers.received(messages.size(), took);
            receiveTime = !messages.isEmpty() && Pollers.areAtOnce(took) ? took : Duration.ZERO;
        } finally {
            try {
                // A receive that had to wait does not say how long the next one takes, and spares no time.
                Duration spare = Pollers.areAtOnce(took) ? took.dividedBy(SPARE) : Duration.ZERO;
                intake.start(messages, places, new Receiver(spare, () -> turn.relieve(pollers::relieve)));
            } finally {
                ended = turn.end();
            }
        }
        return ended && pollers.areNeeded(wanted, messages.size(), took);
    }

    /** How long it takes until a handler has what a receive brings, if that finds something at once. */
    private Duration ahead() {
        Duration receive = receiveTime;
        return receive.isZero() ? receive : receive.plus(intake.besideHandler());
    }
}
