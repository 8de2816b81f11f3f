package event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import event.WireMessage.Attribute;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import process.Json;

/**
 * The JSON in which SNS wraps a message for a subscription without raw delivery.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html">Notification JSON</a>
 */
record Envelope(JsonNode json) {
    /** @see <a href="https://github.com/cloudevents/spec/blob/main/cloudevents/adapters/aws-sns.md">SNS adapter</a> */
    private static final String TYPE = "com.amazonaws.sns.Notification";

    private static final Pattern TOPIC = Pattern.compile("arn:[^:\\s]+:sns:[^:\\s]*:[^:\\s]*:[A-Za-z0-9_.-]+");

    /** Parses a body; empty if the body is not an SNS envelope. */
    static Optional<Envelope> in(String body) {
        // Most bodies are not envelopes, and parsing every body would dominate the cost of receiving.
        if (!body.contains("\"TopicArn\"")) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.read(body);
            boolean notification = "Notification".equals(json.path("Type").asText())
                    && Stream.of("TopicArn", "MessageId", "Message")
                            .allMatch(name -> json.path(name).isTextual())
                    && TOPIC.matcher(json.path("TopicArn").asText()).matches()
                    && WireText.isAttribute(json.path("MessageId").asText());
            return notification ? Optional.of(new Envelope(json)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * The published message. Attributes of the outer message are kept, unless the published message has one of the same
     * name.
     */
    WireMessage message(Map<String, Attribute> outer) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(outer);
        json.path("MessageAttributes")
                .properties()
                .forEach(entry ->
                        attribute(entry.getValue()).ifPresent(attribute -> attributes.put(entry.getKey(), attribute)));
        return new WireMessage(json.get("Message").asText(), attributes);
    }

    /** The attributes that SNS gives the message, for a message without its own. */
    Context context() {
        Context context = new Context();
        context.put("id", json.get("MessageId"));
        context.put("source", json.get("TopicArn"));
        context.put("subject", json.path("Subject"));
        context.putTime(json.path("Timestamp"));
        return context;
    }

    /** The type for a message without a type. */
    Context anyType() {
        Context context = new Context();
        context.put("type", TYPE);
        return context;
    }

    private static Optional<Attribute> attribute(JsonNode json) {
        String type = json.path("Type").asText();
        String value = json.path("Value").asText();
        try {
            return Optional.of(
                    type.startsWith("Binary")
                            ? new Attribute(type, null, Base64.getDecoder().decode(value))
                            : new Attribute(type, value, null));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
