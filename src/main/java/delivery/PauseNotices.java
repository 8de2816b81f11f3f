package delivery;

/** A route of the same application that notifies somebody when a consumer has paused itself. */
public interface PauseNotices {
    /** Called when a consumer of this queue has paused itself. It runs on a thread of that consumer, so it must not block. */
    void paused(String queue, String route, SelfPause pause);
}
