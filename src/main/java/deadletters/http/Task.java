package deadletters.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import http.Problem;
import java.util.Map;

/**
 * An operation on dead letters that was asked for over HTTP, as it is at this moment.
 *
 * @param id known to this task alone
 * @param queue the queue whose letters they are
 * @param operation what is done
 * @param state how far it is
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
}
