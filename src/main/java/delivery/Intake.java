package delivery;

import delivery.Handlers.Receiver;
import java.time.Duration;
import java.util.List;

/** Takes what was received, and sees each message to its end. */
interface Intake {
    /**
     * Starts what was received, in its order; {@code places} were taken for it. Those that it does not need go back, and what it
     * needs more is taken.
     *
     * @param receiver the current thread, which may be used for it
     */
    void start(List<InFlight> messages, int places, Receiver receiver);

    /** What waits for its turn, or for a handler's place, goes back at once, and so does what comes from now on. */
    void stop();

    /** What comes from now on is started again. */
    void resume();

    /** Whether what is received together is likely to take one place only, for a moment. */
    boolean areQuick();

    /** What a message takes beside its handler, of late. */
    Duration besideHandler();

    /** How many messages are being worked on. */
    int working();

    /** Interrupts the handlers that run. */
    void interrupt();

    /** Gives back what still has not come to an end; its handler's result does not count any more. */
    void abandon();
}
