package event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import process.Json;
import process.SafeText;

/**
 * Reads the answer of a batch handler: {@code {"batchItemFailures":[{"itemIdentifier":"<id>"}]}} names the failed events, as in
 * AWS Lambda. Any other answer means that all events were handled.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">partial batch responses</a>
 */
final class BatchAnswer {
    private static final String FAILURES = "batchItemFailures";
    private static final String ID = "itemIdentifier";
    private static final int LONGEST_SHOWN = 200;

    private BatchAnswer() {}

    /**
     * The ids of the events that have failed.
     *
     * @param message the route's final message
     * @throws MalformedAnswerException if the answer is about failures but cannot be understood, or names an event that is not in
     *     the batch
     */
    static Set<String> failed(Message message, EventBatch batch) throws MalformedAnswerException {
        Object body = message.getBody();
        if (body == null || body == batch) {
            return Set.of();
        }
        Optional<JsonNode> answer = isText(body) ? parsed(message.getBody(String.class)) : tree(body);
        Set<String> failed = answer.isPresent() ? failed(answer.get()) : Set.of();
        Set<String> unknown = batch.unknown(failed);
        if (!unknown.isEmpty()) {
            throw new MalformedAnswerException(EventBatch.notThere(unknown));
        }
        return failed;
    }

    private static boolean isText(Object body) {
        return body instanceof CharSequence
                || body instanceof byte[]
                || body instanceof ByteBuffer
                || body instanceof InputStream
                || body instanceof Reader
                || body instanceof StreamCache
                || body instanceof WrappedFile;
    }

    /** Parses a text answer. A text that is neither an object nor mentions failures is ignored, such as {@code OK} or a page. */
    private static Optional<JsonNode> parsed(String text) throws MalformedAnswerException {
        String answer = text == null ? "" : text.strip();
        if (!answer.startsWith("{") && !mentionsFailures(answer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(answer));
        } catch (JsonProcessingException e) {
            throw new MalformedAnswerException("it is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Converts an answer that is a map, a list or parsed JSON, or an object with the failures as a property. Anything else is
     * ignored.
     */
    private static Optional<JsonNode> tree(Object body) throws MalformedAnswerException {
        boolean isAnswer = body instanceof Map
                || body instanceof JsonNode
                || (body instanceof Collection<?> all && all.stream().anyMatch(Map.class::isInstance))
                || Stream.of(body.getClass().getMethods())
                        .anyMatch(method -> method.getParameterCount() == 0
                                && isLike(FAILURES, method.getName().replaceFirst("^get", "")));
        if (!isAnswer) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Json.write(body)));
        } catch (JsonProcessingException | RuntimeException e) {
            if (!mentionsFailures(String.valueOf(body))) {
                return Optional.empty();
            }
            throw new MalformedAnswerException("it cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private static Set<String> failed(JsonNode answer) throws MalformedAnswerException {
        if (!answer.has(FAILURES)) {
            if (mentionsFailures(answer.toString())) {
                throw new MalformedAnswerException(
                        "it must be {\"batchItemFailures\":[{\"itemIdentifier\":\"<id>\"}]}: " + shown(answer));
            }
            return Set.of();
        }
        JsonNode failures = answer.get(FAILURES);
        if (failures.isNull()) {
            return Set.of();
        } else if (!failures.isArray()) {
            throw new MalformedAnswerException("batchItemFailures must be a list: " + shown(answer));
        }
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode failure : failures) {
            JsonNode id = failure.path(ID);
            if (!id.isValueNode() || id.isNull() || id.asText().isEmpty()) {
                throw new MalformedAnswerException(
                        "each of batchItemFailures must have the id of an event as itemIdentifier: " + shown(failure));
            }
            ids.add(id.asText());
        }
        return ids;
    }

    /** Whether a text names a field of such an answer, in any spelling. A typing mistake must not count as success. */
    private static boolean mentionsFailures(String text) {
        String letters = letters(text);
        return letters.contains("batchitemfailure") || letters.contains("itemidentifier");
    }

    private static boolean isLike(String name, String other) {
        return letters(name).equals(letters(other));
    }

    private static String letters(String text) {
        return text.replaceAll("[_\\- ]", "").toLowerCase(Locale.ROOT);
    }

    private static String shown(JsonNode json) {
        return SafeText.shortened(json.toString(), LONGEST_SHOWN);
    }
}
