package local.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import local.http.HttpAnswer;

/** The receives that wait behind a proxy, until nobody is to wait any more. All of that happens on the proxy's one thread. */
final class LongPolls {
    private static final String RECEIVE = "ReceiveMessage";
    private static final HttpAnswer NOTHING = HttpAnswer.of(200, "application/x-amz-json-1.0", "{}");

    /** A poller that is always told at once that there is nothing would ask without end. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Map<Long, Exchange> waiting = new HashMap<>();
    private boolean ended;

    /** A call has arrived. True if it is answered here. */
    boolean take(long number, Exchange call) {
        if (!call.request().action().equals(RECEIVE)) {
            return false;
        }
        if (ended) {
            call.after(PAUSE, () -> answerNothing(call));
        } else {
            waiting.put(number, call);
        }
        return ended;
    }

    void ended(long number) {
        waiting.remove(number);
    }

    void end() {
        ended = true;
        List.copyOf(waiting.values()).forEach(LongPolls::answerNothing);
    }

    private static void answerNothing(Exchange call) {
        call.answer(NOTHING);
        call.hangUp();
    }
}
