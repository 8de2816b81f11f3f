package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import local.http.HttpAnswer;

/** A batch request, whose entries succeed or fail independently. */
final class Batch {
    static final String SUCCESSFUL = "Successful";
    private static final String FAILED = "Failed";
    private static final String ENTRIES = "Entries";
    private static final String ID = "Id";
    private static final String CODE = "Code";
    private static final int MOST_ENTRIES = 10;
    private static final Pattern IDS = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    /** How ElasticMQ's answer begins when entries failed. An answer without failures has no such field. */
    private static final byte[] WITH_FAILURES = "{\"Failed\":[".getBytes(StandardCharsets.UTF_8);

    private final SqsCall call;
    private final Map<String, ObjectNode> entries = new LinkedHashMap<>();

    /**
     * Reads a batch.
     *
     * @param kind the entry's name in the query protocol
     */
    Batch(String kind, SqsCall call) {
        this.call = call;
        JsonNode all = call.parameters().path(ENTRIES);
        if (!all.isArray() || all.isEmpty()) {
            throw SqsException.refused(
                    "EmptyBatchRequest", "There should be at least one " + kind + " in the request.");
        }
        if (all.size() > MOST_ENTRIES) {
            throw SqsException.refused(
                    "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are %d. You have sent %d."
                            .formatted(MOST_ENTRIES, all.size()));
        }
        all.forEach(this::add);
    }

    private void add(JsonNode entry) {
        String id = entry.path(ID).asText();
        if (!(entry instanceof ObjectNode object) || !IDS.matcher(id).matches()) {
            throw SqsException.refused(
                    "InvalidBatchEntryId",
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at "
                            + "most 80 letters long.");
        }
        if (entries.put(id, object) != null) {
            throw SqsException.refused("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
        }
    }

    Iterable<ObjectNode> entries() {
        return entries.values();
    }

    ObjectNode entry(String id) {
        return entries.get(id);
    }

    /** Forwards the entries that pass the check. The check refuses an entry by throwing an {@link SqsException}. */
    Future<HttpAnswer> forward(Consumer<ObjectNode> check) {
        return forwardChanged(entry -> {
            check.accept(entry);
            return entry;
        });
    }

    /**
     * Forwards each entry as the given function changes it. The function refuses an entry by throwing an {@link
     * SqsException}.
     */
    Future<HttpAnswer> forwardChanged(UnaryOperator<ObjectNode> change) {
        List<ObjectNode> rest = new ArrayList<>();
        List<ObjectNode> failed = new ArrayList<>();
        boolean same = true;
        for (ObjectNode entry : entries.values()) {
            try {
                ObjectNode changed = change.apply(entry);
                same &= changed.equals(entry);
                rest.add(changed);
            } catch (SqsException e) {
                failed.add(failure(entry.path(ID).asText(), e));
            }
        }
        if (same && failed.isEmpty()) {
            return call.forward();
        }
        if (rest.isEmpty()) {
            return Future.succeededFuture(JsonProtocol.answer(answer(List.of(), failed)));
        }
        ObjectNode request = Json.object();
        request.setAll(call.parameters());
        request.putArray(ENTRIES).addAll(rest);
        return call.forward(request).map(answer -> {
            ObjectNode done = Json.answer(answer.body());
            done.path(FAILED).forEach(entry -> failed.add((ObjectNode) entry));
            return JsonProtocol.answer(answer(done.path(SUCCESSFUL), failed));
        });
    }

    /**
     * Replaces ElasticMQ's refusals of receipt handles in an answer by those of AWS.
     *
     * @param failures the refusal of AWS for an entry, or nothing if AWS accepts the entry
     */
    HttpAnswer withFailures(HttpAnswer answer, Function<ObjectNode, Optional<SqsException>> failures) {
        byte[] body = answer.body();
        int length = WITH_FAILURES.length;
        if (body.length < length || !Arrays.equals(body, 0, length, WITH_FAILURES, 0, length)) {
            return answer;
        }
        ObjectNode done = Json.answer(body);
        List<JsonNode> successful = new ArrayList<>();
        done.path(SUCCESSFUL).forEach(successful::add);
        List<ObjectNode> failed = new ArrayList<>();
        for (JsonNode entry : done.path(FAILED)) {
            String id = entry.path(ID).asText();
            if (!entry.path(CODE).asText().equals(Receipt.INVALID)) {
                failed.add((ObjectNode) entry);
                continue;
            }
            failures.apply(entries.get(id))
                    .ifPresentOrElse(
                            refusal -> failed.add(failure(id, refusal)),
                            () -> successful.add(Json.object().put(ID, id)));
        }
        return JsonProtocol.answer(answer(successful, failed));
    }

    private static ObjectNode answer(Iterable<JsonNode> successful, List<ObjectNode> failed) {
        ObjectNode answer = Json.object();
        if (!failed.isEmpty()) {
            answer.putArray(FAILED).addAll(failed);
        }
        ArrayNode done = answer.putArray(SUCCESSFUL);
        successful.forEach(done::add);
        return answer;
    }

    private static ObjectNode failure(String id, SqsException refusal) {
        return Json.object()
                .put(ID, id)
                .put("SenderFault", true)
                .put(CODE, refusal.code())
                .put("Message", refusal.getMessage());
    }
}
