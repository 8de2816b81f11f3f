package deadletters.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import deadletters.Aftermath;
import deadletters.Outcome;
import event.Identity;
import http.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import process.Json;

/**
 * An operation on dead letters that was requested over HTTP, in its current state.
 *
 * @param id the unique id of the task
 * @param queue the source queue of the letters
 * @param operation the operation's name
 * @param state how far the operation is
 * @param started when the operation began
 * @param changed the time of this state: now, or when the task's process last wrote it
 * @param expected the approximate number of letters to read; 0 while unknown
 * @param counts the counts so far
 * @param result the result; {@code null} before the end
 * @param problem why the operation failed; {@code null} if it did not
 * @param after what became of the events that were sent back; {@code null} if none were, or if the ledger was not read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Task(
        String id,
        String queue,
        String operation,
        Status state,
        Instant started,
        Instant changed,
        int expected,
        Map<String, Integer> counts,
        Object result,
        Problem problem,
        Aftermath after) {
    /** The state of a task. */
    enum Status {
        RUNNING,
        CANCELLING,
        DONE,
        FAILED
    }

    boolean isEnded() {
        return state == Status.DONE || state == Status.FAILED;
    }

    /** This task with a problem instead of a result that is too large. */
    Task withoutResult(Problem instead) {
        return new Task(id, queue, operation, state, started, changed, expected, counts, null, instead, null);
    }

    /** This task in another state. */
    Task with(Status other, Problem why) {
        return new Task(id, queue, operation, other, started, changed, expected, counts, result, why, null);
    }

    /** This task with the outcome of the events that it sent back. */
    Task with(Aftermath later) {
        return new Task(id, queue, operation, state, started, changed, expected, counts, result, problem, later);
    }

    /** The events that this task sent back, if it has ended. */
    List<Identity> sent() {
        List<Identity> sent = new ArrayList<>();
        if (result instanceof Outcome outcome && outcome.sent() != null) {
            sent.addAll(outcome.sent());
        } else if (result instanceof JsonNode json) {
            json.path("sent")
                    .forEach(event -> sent.add(new Identity(
                            event.path("id").asText(), event.path("source").asText())));
        }
        return sent;
    }

    /** Parses what {@link Json#write} has written. */
    static Task read(String json) {
        try {
            JsonNode task = Json.read(json);
            Map<String, Integer> counts = new LinkedHashMap<>();
            task.path("counts")
                    .properties()
                    .forEach(
                            count -> counts.put(count.getKey(), count.getValue().asInt()));
            return new Task(
                    task.path("id").asText(),
                    task.path("queue").asText(),
                    task.path("operation").asText(),
                    Status.valueOf(task.path("state").asText()),
                    Instant.parse(task.path("started").asText()),
                    Instant.parse(task.path("changed").asText()),
                    task.path("expected").asInt(),
                    counts,
                    task.get("result"),
                    task.has("problem") ? Json.read(task.get("problem").toString(), Problem.class) : null,
                    null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task in the ledger cannot be read", e);
        }
    }
}
