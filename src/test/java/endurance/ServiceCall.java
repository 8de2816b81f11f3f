package endurance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One call of a service, with the events that it got: one, or several at once in a batch.
 *
 * @param arrived when the call arrived
 */
record ServiceCall(SubscribedQueue subscriber, int instance, Instant arrived, List<HandedEvent> events) {
    private static final int HANDLED = 200;
    private static final int FAILED = 503;
    private static final int GIVEN_UP = 422;

    /**
     * An event, and its fate in this call.
     *
     * @param time how long it takes
     * @param fails whether it fails this time
     * @param refused whether it fails each time
     * @param breaksBatch whether a batch that begins with this event fails as a whole this time
     */
    record HandedEvent(String id, String group, Duration time, boolean fails, boolean refused, boolean breaksBatch) {}

    /**
     * The answer to a call.
     *
     * @param results the status of each event by itself
     */
    record ServiceAnswer(int status, String body, List<Integer> results) {
        /** The answer if the caller is gone. */
        static ServiceAnswer none(ServiceCall call) {
            return of(Run.CUT, call);
        }

        private static ServiceAnswer of(int status, ServiceCall call) {
            return new ServiceAnswer(
                    status, "", call.events.stream().map(event -> status).toList());
        }
    }

    /** The time of the slowest event. */
    Duration time() {
        return events.stream()
                .map(HandedEvent::time)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** @param reliable whether every event succeeds that is not refused each time */
    ServiceAnswer answer(boolean reliable) {
        if (events.size() == 1) {
            return ServiceAnswer.of(result(events.get(0), reliable), this);
        } else if (!reliable && events.get(0).breaksBatch()) {
            return ServiceAnswer.of(FAILED, this);
        }
        List<Integer> results = new ArrayList<>();
        JsonArray failures = new JsonArray();
        Set<String> stopped = new HashSet<>();
        for (HandedEvent event : events) {
            // Caravan itself counts all events behind a failure of their group as not handled.
            boolean isBehind = subscriber.isOrdered() && stopped.contains(event.group());
            int result = isBehind ? FAILED : result(event, reliable);
            results.add(result);
            if (result != HANDLED && !isBehind) {
                failures.add(new JsonObject().put("itemIdentifier", event.id()));
                stopped.add(event.group());
            }
        }
        return new ServiceAnswer(
                HANDLED, new JsonObject().put("batchItemFailures", failures).encode(), results);
    }

    private static int result(HandedEvent event, boolean reliable) {
        return event.refused() ? GIVEN_UP : event.fails() && !reliable ? FAILED : HANDLED;
    }

    /** Events of one group follow each other, so that only the first of them takes the time of the call. */
    List<Run> runs(ServiceAnswer answer, Instant answered) {
        List<Run> runs = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            HandedEvent event = events.get(i);
            runs.add(new Run(
                    subscriber,
                    event.id(),
                    instance,
                    begun.add(event.group()) ? arrived : answered,
                    answered,
                    answer.results().get(i)));
        }
        return runs;
    }
}
