package deadletters.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import deadletters.Edit;
import deadletters.Page;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import deadletters.Selection;
import http.AnswerMask;
import http.Operator;
import http.PathSegment;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import ledger.Author;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import process.Json;

/**
 * A request about dead letters: the values of its path, query and body. Each method throws a {@link RefusedException}
 * that names what is wrong.
 */
final class LetterRequest {
    /** The positions of the names in {@code /caravan/dead-letters/{queue}/letters/{id}}. */
    private static final int QUEUE = 3;

    private static final int ID = 5;
    private static final int MOST_SECONDS = 600;

    private final Exchange exchange;

    LetterRequest(Exchange exchange) {
        this.exchange = exchange;
    }

    String queue() {
        return PathSegment.of(exchange, QUEUE).orElseThrow();
    }

    String id() {
        return PathSegment.of(exchange, ID).orElseThrow();
    }

    Page page() {
        return new Page(number("page", 1), number("size", 100));
    }

    /** How old the last look at the letters may be. */
    Duration maxAge() {
        int seconds = number("maxAgeSeconds", 0);
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw wrong("maxAgeSeconds " + seconds + ": must be from 0 to " + MOST_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }

    /** The selection in the query, by the names that the body of a redrive has in the singular; each may be repeated. */
    Selection selection() {
        Map<String, String> attributes = new HashMap<>();
        for (String attribute : query().getAll("attribute")) {
            int sign = attribute.indexOf('=');
            if (sign < 1) {
                throw wrong("attribute " + attribute + ": must be a name and a value, such as ce_type=OrderPlaced");
            }
            attributes.put(attribute.substring(0, sign), attribute.substring(sign + 1));
        }
        return new Selection(
                        new HashSet<>(query().getAll("fingerprint")),
                        new HashSet<>(query().getAll("id")),
                        attributes,
                        query().get("path"),
                        query().get("group"))
                .within(time("until", query().get("until")), null);
    }

    /** A parameter of the query. */
    Optional<String> text(String name) {
        return Optional.ofNullable(query().get(name)).filter(text -> !text.isBlank());
    }

    int number(String name, int otherwise) {
        String text = query().get(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RefusedException(Reason.WRONG, name + " " + text + ": must be a whole number");
        }
    }

    /** The query of the HTTP request itself, because Camel turns both the query and the headers into headers. */
    private MultiMap query() {
        return exchange.getIn(HttpMessage.class).getRequest().params();
    }

    /** The caller, with the reason that the body gives. */
    Author author(String reason) {
        try {
            return new Author(Operator.signature(exchange), reason);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.WRONG, e.getMessage());
        }
    }

    <T> T body(Class<T> type) {
        String body = exchange.getMessage().getBody(String.class);
        try {
            T value = Json.read(body == null ? "" : body, type);
            if (value == null) {
                throw wrong("the body must be a JSON object");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            List<String> known =
                    e.getKnownPropertyIds().stream().map(Object::toString).toList();
            throw wrong(e.getPropertyName() + ": is unknown; must be one of " + String.join(", ", known));
        } catch (JsonProcessingException e) {
            throw wrong("the body must be JSON as openapi.json says: " + e.getOriginalMessage());
        }
    }

    /** Letters to change: {@code all}, or at least one condition, each within the bounds {@code until} and {@code limit}. */
    record Chosen(
            boolean all,
            Set<String> fingerprints,
            Set<String> ids,
            Map<String, String> attributes,
            String path,
            String group,
            String until,
            Integer limit,
            boolean dryRun,
            int rate,
            String confirm,
            String reason) {
        Selection selection() {
            Selection selection = new Selection(
                    orEmpty(fingerprints), orEmpty(ids), attributes == null ? Map.of() : attributes, path, group);
            if (all != selection.isAll()) {
                throw wrong(
                        "which letters: must be all, or one or more of fingerprints, ids, attributes, path and group");
            }
            return selection.within(time("until", until), limit);
        }
    }

    /** A change to a letter. */
    record Change(String body, Map<String, String> set, Set<String> remove, boolean dryRun, String reason) {
        /** Refuses masked values, because they would replace the values that they hide. */
        Edit edit() {
            if (Stream.concat(Stream.ofNullable(body), set == null ? Stream.of() : set.values().stream())
                    .anyMatch(text -> text != null && text.contains(AnswerMask.DOTS))) {
                throw wrong(
                        "the edit has %s, which stands for a masked value: look at the letter with reveal=true first"
                                .formatted(AnswerMask.DOTS));
            }
            return new Edit(body, set == null ? Map.of() : set, orEmpty(remove));
        }
    }

    /** A group to release. */
    record Group(String group, boolean dryRun, String reason) {
        String name() {
            if (group == null || group.isBlank()) {
                throw wrong("group: must be the name of a message group");
            }
            return group;
        }
    }

    private static Set<String> orEmpty(Set<String> given) {
        return given == null ? Set.of() : given;
    }

    private static Instant time(String name, String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new RefusedException(
                    Reason.WRONG, name + " " + text + ": must be a time such as 2026-11-30T12:00:00Z");
        }
    }

    private static RefusedException wrong(String why) {
        return new RefusedException(Reason.WRONG, why);
    }
}
