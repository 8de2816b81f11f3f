package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The deduplication that is currently set on a FIFO queue. ElasticMQ compares the ids of a whole queue. It compares
 * content only if the queue was created with that setting.
 *
 * <p>A missing id is therefore computed from the body here. If the scope is the message group, ElasticMQ gets an id
 * that includes the group, and receivers get the original id. An id that is too long for this is compared over the
 * whole queue.
 */
final class Deduplication {
    private static final String ID = "MessageDeduplicationId";
    private static final String GROUP = "MessageGroupId";
    private static final int LENGTH_OF_A_GROUP = 16;
    private static final int LONGEST_ID = 128;
    private static final Pattern WITH_A_GROUP = Pattern.compile("(.+)#[0-9a-f]{" + LENGTH_OF_A_GROUP + "}");

    private Deduplication() {}

    /** Whether ElasticMQ needs another id than the message has. */
    static boolean changes(QueueSettings queue, JsonNode message) {
        return queue.isFifo()
                && message.has(GROUP)
                && (message.has(ID) ? queue.deduplicatesByGroup() : queue.deduplicatesByContent());
    }

    static ObjectNode outgoing(QueueSettings queue, ObjectNode message) {
        String id = message.has(ID)
                ? message.path(ID).asText()
                : Digests.sha256(message.path("MessageBody").asText());
        String ofGroup = id + "#" + Digests.sha256(message.path(GROUP).asText()).substring(0, LENGTH_OF_A_GROUP);
        boolean fits = queue.deduplicatesByGroup() && ofGroup.length() <= LONGEST_ID;
        return message.deepCopy().put(ID, fits ? ofGroup : id);
    }

    /** Restores the original id of a received message. */
    static void incoming(JsonNode message) {
        if (message.path("Attributes") instanceof ObjectNode attributes) {
            Matcher id = WITH_A_GROUP.matcher(attributes.path(ID).asText());
            if (id.matches()) {
                attributes.put(ID, id.group(1));
            }
        }
    }
}
