package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * A message that a caller sends to a queue, alone or in a batch.
 *
 * @param written the length of the request body in bytes; a message is never longer than the JSON that carries it
 */
record OutgoingMessage(QueueSettings queue, ObjectNode message, int written) {
    private static final String BODY = "MessageBody";
    private static final String ATTRIBUTES = "MessageAttributes";

    /** The message as ElasticMQ gets it. Throws AWS's refusal if AWS would refuse the message. */
    ObjectNode accepted() {
        check();
        return Deduplication.changes(queue, message) ? Deduplication.outgoing(queue, message) : message;
    }

    private void check() {
        if (message.path(BODY).asText().isEmpty()) {
            throw SqsException.missingParameter(BODY);
        }
        Limits.delay(message, queue.isFifo());
        int attributes = message.path(ATTRIBUTES).size();
        if (attributes > Limits.MOST_ATTRIBUTES) {
            throw SqsException.invalidParameter("Number of message attributes [%d] exceeds the allowed maximum [%d]."
                    .formatted(attributes, Limits.MOST_ATTRIBUTES));
        }
        if (written > queue.maximumMessageSize() && size(message) > queue.maximumMessageSize()) {
            throw SqsException.invalidParameter(
                    "One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
                            .formatted(queue.maximumMessageSize()));
        }
    }

    /** The size in bytes as SQS counts it: the body, and the names, types and values of the attributes. */
    static long size(JsonNode message) {
        long size = bytes(message.path(BODY));
        for (var attribute : message.path(ATTRIBUTES).properties()) {
            JsonNode value = attribute.getValue();
            size += bytes(attribute.getKey())
                    + bytes(value.path("DataType"))
                    + bytes(value.path("StringValue"))
                    + decoded(value.path("BinaryValue").asText());
        }
        return size;
    }

    private static long bytes(JsonNode text) {
        return bytes(text.asText());
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static long decoded(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4L * 3 - padding;
    }
}
