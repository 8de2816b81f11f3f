package delivery;

/** A route of the same application that notifies somebody when a consumer has paused itself. */
public interface PauseNotices {
    /** A consumer of this queue has paused itself. Called on a thread of that consumer, which must not wait. */
    void paused(String queue, String route, SelfPause pause);
}
