package console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import process.Json;

/**
 * The body of a request that pauses or resumes a route.
 *
 * @param everywhere whether it is about all processes, or about this one only
 * @param reason why, for the audit trail; {@code null} if no reason was given
 */
record PauseRequest(Boolean everywhere, String reason) {
    /** The most characters of a reason. */
    static final int LONGEST_REASON = 200;

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
        if (request.reason() != null && !isReason(request.reason())) {
            throw wrong("reason: must have 1 to " + LONGEST_REASON + " characters");
        }
        return request;
    }

    static boolean isReason(String text) {
        return !text.isBlank() && text.length() <= LONGEST_REASON;
    }

    private static RefusedException wrong(String why) {
        return new RefusedException(Reason.WRONG, why);
    }
}
