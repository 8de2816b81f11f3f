package deadletters;

import deadletters.RefusedException.Reason;
import event.MessageLimits;
import event.WireFormat;
import event.WireText;
import failure.LetterCause;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import sqs.MessageCopy;

/**
 * A change to a message that is sent again. Its event id and its group cannot change.
 *
 * @param body the new body; {@code null} to keep the old one
 * @param set attributes to add or replace
 * @param remove attributes to remove
 */
public record Edit(String body, Map<String, String> set, Set<String> remove) {
    private static final String EVENT_ID = "ce_id";
    private static final Set<String> OURS = Set.of(LetterCause.ATTRIBUTE, WireFormat.KEPT_ID);

    /** No change. */
    static final Edit NONE = new Edit(null, Map.of(), Set.of());

    /**
     * The changed message.
     *
     * @throws RefusedException if SQS would refuse the message, or if its event id would change
     */
    MessageCopy of(MessageCopy message) {
        if (set.containsKey(EVENT_ID) || remove.contains(EVENT_ID)) {
            throw wrong(EVENT_ID, "must not change: with another id it would be another event");
        }
        String newBody = body == null ? message.body() : body;
        if (newBody.isEmpty() || !WireText.allows(newBody)) {
            throw wrong("body", "must be non-empty text without control characters");
        }
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.attributes());
        for (String name : remove) {
            expectNotOurs(name);
            if (attributes.remove(name) == null) {
                throw wrong(
                        name,
                        "is not an attribute of this message, which has "
                                + message.attributes().keySet());
            }
        }
        set.forEach((name, value) -> attributes.put(name, attribute(name, value, attributes.get(name))));
        MessageCopy edited = message.with(newBody, attributes);
        if (attributes.size() > MessageLimits.ATTRIBUTES) {
            throw wrong("attributes", "are " + attributes.size() + ", but SQS allows " + MessageLimits.ATTRIBUTES);
        }
        if (edited.size() > MessageLimits.SQS_BYTES) {
            throw wrong(
                    "body",
                    "has " + edited.size() + " bytes with its attributes, and SQS carries " + MessageLimits.SQS_BYTES);
        }
        return edited;
    }

    private static MessageAttributeValue attribute(String name, String value, MessageAttributeValue before) {
        expectNotOurs(name);
        if (!name.matches("[A-Za-z0-9_.-]{1,256}")) {
            throw wrong(name, "must be 1 to 256 letters, digits, -, _ and .");
        }
        if (value == null || value.isEmpty() || !WireText.allows(value)) {
            throw wrong(name, "must be non-empty text without control characters");
        }
        String type = before == null ? "String" : before.dataType();
        if (type.startsWith("Binary")) {
            throw wrong(name, "holds bytes, which cannot be edited");
        }
        if (type.startsWith("Number")) {
            try {
                new BigDecimal(value);
            } catch (NumberFormatException e) {
                throw wrong(name, "must be a number, as it was: " + value);
            }
        }
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static void expectNotOurs(String name) {
        if (OURS.contains(name)) {
            throw wrong(name, "is Caravan's own");
        }
    }

    private static RefusedException wrong(String what, String why) {
        return new RefusedException(Reason.WRONG, what + ": " + why);
    }

    boolean isNone() {
        return body == null && set.isEmpty() && remove.isEmpty();
    }
}
