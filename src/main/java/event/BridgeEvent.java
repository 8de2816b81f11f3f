package event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads the attributes of an event that EventBridge sends to a queue or topic. The body is not changed, because {@code account},
 * {@code region} and {@code detail} are in it.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">Event structure</a>
 */
final class BridgeEvent {
    private static final String DETAIL_TYPE = "detail-type";
    private static final String RESOURCES = "resources";
    private static final List<String> TEXTS = List.of("version", "account", "region");
    private static final List<String> ATTRIBUTES = List.of("id", "source", DETAIL_TYPE);

    private BridgeEvent() {}

    /** Whether the body may be such an event, so that parsing is worthwhile. */
    static boolean mayBeIn(String body) {
        return body.contains("\"" + DETAIL_TYPE + "\"");
    }

    /** The attributes of the event; empty if the JSON lacks a member that EventBridge gives each event. */
    static Optional<Context> in(JsonNode json) {
        boolean isComplete = TEXTS.stream().allMatch(name -> json.path(name).isTextual())
                && ATTRIBUTES.stream()
                        .allMatch(name -> json.path(name).isTextual()
                                && WireText.isAttribute(json.path(name).asText()))
                && Context.isTime(json.path("time").asText())
                && json.path("detail").isObject()
                && json.path(RESOURCES).isArray()
                && resources(json).allMatch(JsonNode::isTextual);
        if (!isComplete) {
            return Optional.empty();
        }
        Context context = new Context();
        context.put("id", json.get("id"));
        context.put("source", json.get("source"));
        context.put("type", json.get(DETAIL_TYPE));
        context.put("time", json.get("time"));
        if (json.get(RESOURCES).size() == 1) {
            context.put("subject", json.get(RESOURCES).get(0));
        }
        context.put(RESOURCES, resources(json).map(JsonNode::asText).collect(Collectors.joining(",")));
        context.isJson();
        return Optional.of(context);
    }

    private static Stream<JsonNode> resources(JsonNode json) {
        return StreamSupport.stream(json.path(RESOURCES).spliterator(), false);
    }
}
