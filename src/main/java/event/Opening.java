package event;

import com.fasterxml.jackson.databind.JsonNode;
import event.WireMessage.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the event in a message from other publishers, from the outside to the inside.
 *
 * <ol>
 *   <li>Attributes {@code ce_id} or {@code ce-id}: the message is an event, and its body is data, even if it looks like an event.
 *   <li>A body that is an SNS envelope: its message, with the envelope's id, topic, subject and time unless the next step
 *       finds an event.
 *   <li>A body that is a structured CloudEvent or an EventBridge event. Both contain an id, so the event keeps its id through
 *       every topic and queue.
 *   <li>A body that is a {@link ServiceNotice}: it gives type, source, subject and time, unless an earlier step has.
 * </ol>
 *
 * <p>Any other message is not changed.
 */
final class Opening {
    private static final String DASHED = "ce-";

    private Opening() {}

    /** The event as a message with the attributes {@code ce_id} and so on, as far as they are found. */
    static WireMessage open(WireMessage received) {
        WireMessage message = underscored(received);
        if (isEvent(message)) {
            return message;
        }
        Optional<Envelope> envelope = Envelope.in(message.body());
        WireMessage published = envelope.map(found -> underscored(found.message(message.attributes())))
                .orElse(message);
        if (hasId(published)) {
            return published;
        }
        Optional<JsonNode> json = isEvent(published) ? Optional.empty() : json(published.body());
        return json.flatMap(body -> structured(published, body))
                .or(() -> json.flatMap(BridgeEvent::in)
                        .map(context -> context.of(without(Opening::isOfEvent, published))))
                .orElseGet(() -> filled(published, envelope, json.flatMap(ServiceNotice::in)));
    }

    /** Adds the attributes of the envelope first, except its type, which is the same for all envelopes and comes last. */
    private static WireMessage filled(WireMessage message, Optional<Envelope> envelope, Optional<Context> notice) {
        WireMessage filled = envelope.isPresent() ? without(WireFormat.ID::equals, message) : message;
        for (Optional<Context> context :
                List.of(envelope.map(Envelope::context), notice, envelope.map(Envelope::anyType))) {
            filled = context.isPresent() ? context.get().of(filled) : filled;
        }
        return filled;
    }

    /** Renames attributes with a dash. If both spellings exist, the one with an underscore, which Caravan writes, is used. */
    private static WireMessage underscored(WireMessage message) {
        if (message.attributes().keySet().stream().noneMatch(name -> name.startsWith(DASHED))) {
            return message;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        message.attributes().forEach((name, attribute) -> {
            String underscored = WireFormat.CONTEXT + name.substring(Math.min(name.length(), DASHED.length()));
            boolean isRenamed = name.startsWith(DASHED) && !message.attributes().containsKey(underscored);
            attributes.put(isRenamed ? underscored : name, attribute);
        });
        return new WireMessage(message.body(), attributes);
    }

    private static boolean isEvent(WireMessage message) {
        return hasId(message) || message.attributes().containsKey(WireFormat.ENCODING);
    }

    private static boolean hasId(WireMessage message) {
        return WireFormat.id(message).isPresent();
    }

    /** The body as JSON, if it may contain an event. Parsing every body would dominate the cost of receiving. */
    private static Optional<JsonNode> json(String body) {
        if (!body.contains("\"specversion\"") && !BridgeEvent.mayBeIn(body) && !ServiceNotice.mayBeIn(body)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonEvents.read(body));
        } catch (EventRefusedException e) {
            return Optional.empty();
        }
    }

    private static Optional<WireMessage> structured(WireMessage message, JsonNode body) {
        if (!body.path("specversion").isTextual()) {
            return Optional.empty();
        }
        try {
            WireMessage event = WireFormat.message(JsonEvents.event(body));
            Map<String, Attribute> attributes =
                    new LinkedHashMap<>(without(Opening::isOfEvent, message).attributes());
            attributes.putAll(event.attributes());
            return Optional.of(new WireMessage(event.body(), attributes));
        } catch (EventRefusedException e) {
            return Optional.empty();
        }
    }

    /** Whether a body that is a whole event replaces this attribute. */
    private static boolean isOfEvent(String attribute) {
        return attribute.startsWith(WireFormat.CONTEXT) || attribute.equalsIgnoreCase(WireFormat.CONTENT_TYPE);
    }

    private static WireMessage without(Predicate<String> names, WireMessage message) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(message.attributes());
        attributes.keySet().removeIf(names);
        return new WireMessage(message.body(), attributes);
    }
}
