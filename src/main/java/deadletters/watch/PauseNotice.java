package deadletters.watch;

import delivery.SelfPause;
import java.time.Instant;
import process.Json;

/**
 * A notice that a consumer has paused itself, because its handler fails.
 *
 * @param text the notice as a sentence, under the name that chat services read
 * @param queue the queue that is not consumed during the pause
 * @param route the route that pauses itself
 * @param reason why, and the last failure
 * @param since when the pause began
 * @param until when one message is tried
 */
record PauseNotice(String text, String queue, String route, String reason, Instant since, Instant until) {
    static PauseNotice of(String queue, String route, SelfPause pause) {
        String text =
                "Route %s does not consume %s until %s: %s".formatted(route, queue, pause.until(), pause.reason());
        return new PauseNotice(text, queue, route, pause.reason(), pause.since(), pause.until());
    }

    String toJson() {
        return Json.write(this);
    }
}
