package deadletters;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import deadletters.RefusedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import process.Json;

/**
 * Selects dead letters by conditions, all of which must hold; without conditions every letter is selected.
 *
 * @param fingerprints the fingerprint is one of these; any if empty
 * @param ids the message id or the event's id is one of these; any if empty
 * @param attributes each message attribute has this value
 * @param path a JSONPath that finds something in the event's data; {@code null} for no condition
 * @param group the message group; {@code null} for any
 */
public record Selection(
        Set<String> fingerprints, Set<String> ids, Map<String, String> attributes, String path, String group) {
    private static final Configuration JSON = Configuration.builder()
            .jsonProvider(new JacksonJsonProvider(Json.strict().build()))
            .mappingProvider(new JacksonMappingProvider())
            .options(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS)
            .build();

    public Selection {
        if (path != null) {
            try {
                JsonPath.compile(path);
            } catch (InvalidPathException | IllegalArgumentException e) {
                throw new RefusedException(
                        Reason.WRONG,
                        "path " + path + ": must be a JSONPath such as $[?(@.amount > 10)]: " + e.getMessage());
            }
        }
    }

    /** Every letter. */
    public static Selection all() {
        return new Selection(Set.of(), Set.of(), Map.of(), null, null);
    }

    /** The letters of one event, or the letter with this message id. */
    public static Selection id(String id) {
        return new Selection(Set.of(), Set.of(id), Map.of(), null, null);
    }

    /** The letters of one failure. */
    public static Selection fingerprint(String fingerprint) {
        return new Selection(Set.of(fingerprint), Set.of(), Map.of(), null, null);
    }

    /** The letters of one message group. */
    public static Selection group(String group) {
        return new Selection(Set.of(), Set.of(), Map.of(), null, group);
    }

    /** Whether there is no condition. */
    public boolean isAll() {
        return fingerprints.isEmpty() && ids.isEmpty() && attributes.isEmpty() && path == null && group == null;
    }

    boolean takes(ReceivedLetter received) {
        Letter letter = received.letter();
        return (fingerprints.isEmpty() || fingerprints.contains(letter.fingerprint()))
                && (ids.isEmpty() || ids.contains(letter.messageId()) || ids.contains(letter.event()))
                && (group == null || group.equals(letter.group()))
                && received.attributes().entrySet().containsAll(attributes.entrySet())
                && (path == null || found(received.data()));
    }

    private boolean found(String data) {
        try {
            List<?> values = JsonPath.using(JSON).parse(data).read(path);
            return values != null && !values.isEmpty();
        } catch (JsonPathException | IllegalArgumentException e) {
            // Data that is not JSON matches no path.
            return false;
        }
    }

    /** The conditions as text. */
    @Override
    public String toString() {
        List<String> conditions = new ArrayList<>();
        if (!fingerprints.isEmpty()) {
            conditions.add("fingerprint "
                    + String.join(" or ", fingerprints.stream().sorted().toList()));
        }
        if (!ids.isEmpty()) {
            conditions.add("id " + String.join(" or ", ids.stream().sorted().toList()));
        }
        attributes.forEach((name, value) -> conditions.add("attribute " + name + "=" + value));
        if (path != null) {
            conditions.add("path " + path);
        }
        if (group != null) {
            conditions.add("group " + group);
        }
        return conditions.isEmpty() ? "all" : String.join(", ", conditions);
    }
}
