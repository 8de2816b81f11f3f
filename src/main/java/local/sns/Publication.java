package local.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A message as a publisher sent it, with the checks of
 * <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>.
 */
final class Publication {
    private static final int LONGEST_SUBJECT = 100;
    private static final Pattern ID = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");

    private final Topic topic;
    private final String body;
    private final String subject;
    private final boolean perProtocol;
    private final Map<String, MessageAttribute> attributes;
    private final String groupId;
    private final String deduplicationId;
    private final String trace;

    private Publication(Topic topic, Parameters parameters, String trace) {
        this.topic = topic;
        this.body = parameters.require("Message");
        this.subject = parameters.get("Subject");
        this.perProtocol = "json".equals(parameters.get("MessageStructure"));
        this.attributes = MessageAttribute.read(parameters);
        this.groupId = parameters.get("MessageGroupId");
        this.deduplicationId = parameters.get("MessageDeduplicationId");
        this.trace = trace;
    }

    /**
     * Reads and checks all but the size, which is limited for a batch as a whole.
     *
     * @param trace the X-Ray header of the call, or {@code null}
     * @throws SnsException if AWS would not accept the message
     */
    static Publication of(Topic topic, Parameters parameters, String trace) {
        Publication publication = new Publication(topic, parameters, trace);
        publication.checkText();
        publication.checkIds();
        return publication;
    }

    /** The size in bytes as SNS counts it: the body and the attributes. */
    int size() {
        return body.getBytes(StandardCharsets.UTF_8).length
                + attributes.entrySet().stream()
                        .mapToInt(attribute -> attribute.getKey().length()
                                + attribute.getValue().size())
                        .sum();
    }

    /** The key that is the same for duplicates on a FIFO topic. */
    String deduplicationKey() {
        return (topic.attributes().deduplicateByGroup() ? groupId + " " : "") + effectiveDeduplicationId();
    }

    /** The message that subscribers get. */
    Message message(Instant now) {
        boolean fifo = topic.isFifo();
        return new Message(
                Message.Type.Notification,
                UUID.randomUUID().toString(),
                texts(),
                subject,
                attributes,
                groupId,
                fifo ? effectiveDeduplicationId() : null,
                fifo ? topic.nextSequenceNumber() : null,
                null,
                trace,
                now);
    }

    private void checkText() {
        if (body.isEmpty()) {
            throw SnsException.invalidParameter("Empty message");
        }
        if (!Characters.areAllowed(body)) {
            throw SnsException.invalidParameter("Message Reason: contains characters that are not allowed");
        }
        boolean printable = subject == null || subject.codePoints().noneMatch(Character::isISOControl);
        if (!printable || (subject != null && (subject.isEmpty() || subject.length() > LONGEST_SUBJECT))) {
            throw SnsException.invalidParameter("Subject");
        }
        texts();
    }

    private void checkIds() {
        checkId("MessageGroupId", groupId);
        checkId("MessageDeduplicationId", deduplicationId);
        if (!topic.isFifo() && deduplicationId != null) {
            throw SnsException.invalidParameter(
                    "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type");
        }
        if (topic.isFifo() && groupId == null) {
            throw SnsException.invalidParameter("The MessageGroupId parameter is required for FIFO topics");
        }
        if (topic.isFifo() && deduplicationId == null && !topic.attributes().deduplicateByContent()) {
            throw SnsException.invalidParameter(
                    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
        }
    }

    private static void checkId(String name, String id) {
        if (id != null && !ID.matcher(id).matches()) {
            throw SnsException.invalidParameter(
                    name + " Reason: must be 1 to 128 alphanumeric or punctuation characters");
        }
    }

    private String effectiveDeduplicationId() {
        return deduplicationId != null ? deduplicationId : sha256(body);
    }

    private Map<String, String> texts() {
        if (!perProtocol) {
            return Map.of(Message.DEFAULT, body);
        }
        ObjectNode json = Json.parseObject(body)
                .orElseThrow(
                        () -> SnsException.invalidParameter("Message Structure - JSON message body failed to parse"));
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, JsonNode> text : json.properties()) {
            // As documented, values that are not strings are ignored.
            if (text.getValue().isTextual()) {
                texts.put(text.getKey(), text.getValue().asText());
            }
        }
        if (!texts.containsKey(Message.DEFAULT)) {
            throw SnsException.invalidParameter("Message Structure - No default entry in JSON message body");
        }
        return Map.copyOf(texts);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
