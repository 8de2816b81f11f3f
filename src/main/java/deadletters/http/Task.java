package deadletters.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import http.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import process.Json;

/**
 * An operation on dead letters that was asked for over HTTP, as it is at this moment.
 *
 * @param id known to this task alone
 * @param queue the queue whose letters they are
 * @param operation what is done
 * @param state how far it is
 * @param started when it began
 * @param changed until when this is known: now, or when its process last wrote it down
 * @param expected about how many letters there are to look at; 0 while that is not known
 * @param counts what has been counted so far
 * @param result what came out; {@code null} before
 * @param problem why it failed; {@code null} if it did not
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
        Problem problem) {
    /** How far a task is. */
    enum Status {
        RUNNING,
        CANCELLING,
        DONE,
        FAILED
    }

    boolean isEnded() {
        return state == Status.DONE || state == Status.FAILED;
    }

    /** The same without what is too large. */
    Task withoutResult(Problem instead) {
        return new Task(id, queue, operation, state, started, changed, expected, counts, null, instead);
    }

    /** The same in another state. */
    Task with(Status other, Problem why) {
        return new Task(id, queue, operation, other, started, changed, expected, counts, result, why);
    }

    /** What {@link Json#write} has written. */
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
                    task.has("problem") ? Json.read(task.get("problem").toString(), Problem.class) : null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task in the ledger cannot be read", e);
        }
    }
}
