package local.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import local.http.HttpAnswer;

/** The receives that wait behind a proxy, and a way to end them early. Its methods run on the proxy's single thread. */
final class LongPolls {
    private static final String RECEIVE = "ReceiveMessage";
    private static final HttpAnswer NOTHING = HttpAnswer.of(200, "application/x-amz-json-1.0", "{}");

    /** Without a pause, a poller would get empty answers at once and poll in a busy loop. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Map<Long, Exchange> waiting = new HashMap<>();
    private boolean ended;

    /** Registers a call that has arrived. Returns whether it is answered here. */
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
