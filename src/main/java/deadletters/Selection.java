package deadletters;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import deadletters.RefusedException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import process.Json;

/**
 * Selects dead letters by conditions, all of which must hold; without conditions every letter is selected.
 *
 * @param fingerprints the fingerprint is one of these; any if empty
 * @param ids the message id or the event's id is one of these; any if empty
 * @param attributes each message attribute has this value
 * @param path a JSONPath that finds something in the event's data; {@code null} for no condition
 * @param group the message group; {@code null} for any
 * @param until letters that were given up at this time or before; {@code null} for any time
 * @param limit the most letters that an operation takes, in the order of SQS; {@code null} for no limit
 */
public record Selection(
        Set<String> fingerprints,
        Set<String> ids,
        Map<String, String> attributes,
        String path,
        String group,
        Instant until,
        Integer limit) {
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

    /** A selection without bounds of time or number. */
    public Selection(
            Set<String> fingerprints, Set<String> ids, Map<String, String> attributes, String path, String group) {
        this(fingerprints, ids, attributes, path, group, null, null);
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

    /**
     * The same letters within bounds.
     *
     * @param until the last time at which a letter was given up; {@code null} for any
     * @param limit the most letters; {@code null} for no limit
     */
    public Selection within(Instant until, Integer limit) {
        if (limit != null && limit < 1) {
            throw new RefusedException(Reason.WRONG, "limit " + limit + ": must be a number of letters from 1");
        }
        return new Selection(fingerprints, ids, attributes, path, group, until, limit);
    }

    /** Whether there is no condition. The bounds of {@link #within} do not count, because they narrow any selection. */
    public boolean isAll() {
        return fingerprints.isEmpty() && ids.isEmpty() && attributes.isEmpty() && path == null && group == null;
    }

    /** Whether a {@link Letter} is enough to check all conditions, without the message. */
    public boolean needsNoMessage() {
        return attributes.isEmpty() && path == null;
    }

    /** Whether a letter matches the conditions that need no message. */
    boolean takes(Letter letter) {
        return (fingerprints.isEmpty() || fingerprints.contains(letter.fingerprint()))
                && (ids.isEmpty() || ids.contains(letter.messageId()) || ids.contains(letter.event()))
                && (group == null || group.equals(letter.group()))
                && (until == null || !letter.since().isAfter(until));
    }

    /** The letters that one operation takes, up to the limit. */
    Predicate<ReceivedLetter> chooser() {
        AtomicInteger taken = new AtomicInteger();
        return letter -> takes(letter) && (limit == null || taken.incrementAndGet() <= limit);
    }

    boolean takes(ReceivedLetter received) {
        return takes(received.letter())
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
        if (conditions.isEmpty()) {
            conditions.add("all");
        }
        if (until != null) {
            conditions.add("until " + until);
        }
        if (limit != null) {
            conditions.add("at most " + limit);
        }
        return String.join(", ", conditions);
    }
}
