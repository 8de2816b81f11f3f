package failure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import process.Json;

/**
 * Why a message is a dead letter, as JSON in the letter's own attribute {@value #ATTRIBUTE}.
 *
 * @param subscriber the subscriber that gave the message up, as the ledger names it: the queue's name
 * @param queue the ARN of the source queue
 * @param exception the class of the exception
 * @param message its message, shortened to {@value #LONGEST_MESSAGE} characters
 * @param fingerprint equal for the same failure of different messages
 * @param attempts the number of attempts
 * @param first when SQS first delivered the message, in ISO 8601
 * @param last when the message was given up, in ISO 8601
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
    /** The name of the message attribute. */
    public static final String ATTRIBUTE = "caravan-cause";

    /** Enough to understand a failure. An exception may quote a whole document. */
    static final int LONGEST_MESSAGE = 1000;

    /** An upper bound of the attribute's length in bytes. */
    public static final int MOST_BYTES = 10 * 1024;

    /** Escapes non-ASCII, because SQS refuses some characters that exception messages contain. */
    private static final JsonMapper JSON =
            Json.strict().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Parses the attribute; empty if Caravan did not write it. */
    public static Optional<LetterCause> parse(String attribute) {
        try {
            LetterCause cause = JSON.readValue(attribute, LetterCause.class);
            return Optional.ofNullable(cause).filter(read -> read.exception() != null && read.fingerprint() != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The failure without its circumstances. */
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
