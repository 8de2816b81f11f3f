package console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import ledger.Author;
import process.Json;

/**
 * The body of a request that pauses or resumes a route.
 *
 * @param everywhere whether the request is about all processes, or only about this one
 * @param reason why, for the audit trail; {@code null} if no reason was given
 */
record PauseRequest(Boolean everywhere, String reason) {
    /** @throws RefusedException if the body says something else */
    static PauseRequest read(String body) {
        PauseRequest request;
        try {
            request = Json.read(body == null ? "" : body, PauseRequest.class);
        } catch (UnrecognizedPropertyException e) {
            throw wrong(e.getPropertyName() + ": is unknown; must be one of everywhere, reason");
        } catch (JsonProcessingException e) {
            throw wrong("the body must be JSON as openapi.json says: " + e.getOriginalMessage());
        }
        if (request == null || request.everywhere() == null) {
            throw wrong("everywhere: must be true for all processes, or false for this one");
        }
        return request;
    }

    /** @throws RefusedException if the reason is not valid */
    Author author(String name) {
        try {
            return new Author(name, reason);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private static RefusedException wrong(String why) {
        return new RefusedException(Reason.WRONG, why);
    }
}
