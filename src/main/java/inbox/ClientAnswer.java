package inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import process.Json;

/**
 * A client's answer to an event: {@code {"received":"4711"}}, or {@code {"failed":"4711","reason":"…"}}.
 *
 * @param id the event's id
 * @param source the event's source, which a client names only if several sources use the same ids
 * @param failure why the client could not handle the event; empty if it has received it
 */
record ClientAnswer(String id, Optional<String> source, Optional<String> failure) {
    private static final String RECEIVED = "received";
    private static final String FAILED = "failed";
    private static final String REASON = "reason";
    private static final String SOURCE = "source";
    private static final String FORM = "an answer is {\"received\":\"<id>\"} or {\"failed\":\"<id>\",\"reason\":\"…\"}";

    /** The most characters of an answer. */
    static final int LARGEST = 64 * 1024;

    /** @throws IllegalArgumentException if the text is not an answer; its message is for the client */
    static ClientAnswer parse(String text) {
        JsonNode json = json(text);
        if (!json.isObject() || json.has(RECEIVED) == json.has(FAILED)) {
            throw new IllegalArgumentException(FORM);
        }
        for (String name : List.of(RECEIVED, FAILED, REASON, SOURCE)) {
            if (json.has(name) && !json.get(name).isTextual()) {
                throw new IllegalArgumentException(name + " must be a text: " + FORM);
            }
        }
        boolean failed = json.has(FAILED);
        return new ClientAnswer(
                json.get(failed ? FAILED : RECEIVED).asText(),
                Optional.ofNullable(json.get(SOURCE)).map(JsonNode::asText),
                failed ? Optional.of(reason(json.path(REASON).asText())) : Optional.empty());
    }

    private static String reason(String written) {
        return written.isBlank() ? "the client gave no reason" : written;
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + FORM, e);
        }
    }
}
