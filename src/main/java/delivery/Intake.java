package delivery;

import java.time.Duration;
import java.util.List;

/** Takes the messages of a receive, and brings each to its end. */
interface Intake {
    /**
     * Starts the messages of a receive in their order.
     *
     * @param slots how many {@link Slots} were taken for them; those that they do not need become free
     */
    void start(List<InFlight> messages, int slots);

    /** Returns the messages that wait for their turn or for a handler, and all messages that come from now on. */
    void stop();

    /** Starts messages again after a {@link #stop}. */
    void resume();

    /** Whether the messages of a receive are likely to be handled in a moment, so that one slot is enough for all of them. */
    boolean areQuick();

    /** The recent average time that a message needs before its handler can begin. */
    Duration besideHandler();

    /** How many messages have begun and not ended. */
    int working();

    /** Interrupts the handlers that run. */
    void interrupt();

    /** Returns the messages that have not ended. The results of their handlers no longer count. */
    void abandon();
}
