package failure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import process.Json;

/**
 * Why a message is a dead letter, as it is written on the letter itself: one JSON object in the attribute
 * {@value #ATTRIBUTE}.
 *
 * @param subscriber who gave it up, as the ledger knows it: the queue's name
 * @param queue the ARN of the queue that it was received from
 * @param exception the class of the exception
 * @param message its message, shortened to {@value #LONGEST_MESSAGE} characters
 * @param fingerprint the same for the same failure of different messages
 * @param attempts how often it was tried
 * @param first when SQS first handed it out, in ISO 8601
 * @param last when it was given up, in ISO 8601
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LetterCause(
        String subscriber,
        String queue,
        String exception,
        String message,
        String fingerprint,
        int attempts,
        String first,
        String last) {
    /** The message attribute that holds it. */
    public static final String ATTRIBUTE = "caravan-cause";

    /** Enough to understand a failure; an exception may quote a whole document. */
    static final int LONGEST_MESSAGE = 1000;

    /** At least what the attribute can be long. */
    public static final int MOST_BYTES = 10 * 1024;

    /** Escaped, because SQS refuses characters that an exception's message may well have. */
    private static final JsonMapper JSON =
            Json.strict().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** What is written in the attribute; empty if somebody else wrote it. */
    public static Optional<LetterCause> parse(String attribute) {
        try {
            LetterCause cause = JSON.readValue(attribute, LetterCause.class);
            return Optional.ofNullable(cause).filter(read -> read.exception() != null && read.fingerprint() != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The failure alone. */
    public Cause cause() {
        return new Cause(exception, message == null ? "" : message, fingerprint);
    }

    public static LetterCause of(
            Cause cause, String subscriber, String queue, int attempts, String first, String last) {
        return new LetterCause(
                subscriber,
                queue,
                cause.exception(),
                shortened(cause.message()),
                cause.fingerprint(),
                attempts,
                first,
                last);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
