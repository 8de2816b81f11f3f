package local.sns;

import java.time.Instant;
import java.util.Map;

/**
 * Something that SNS has accepted and delivers.
 *
 * @param texts what to deliver, by protocol; the entry {@code default} is for all the others
 * @param subject may be {@code null}
 * @param groupId of the publisher's, may be {@code null}
 * @param deduplicationId on FIFO topics, else {@code null}
 * @param sequenceNumber on FIFO topics, else {@code null}
 * @param token what confirms the subscription, in the types that ask for it, else {@code null}
 * @param trace the X-Ray header that the publisher sent, or {@code null}
 */
record Message(
        Type type,
        String id,
        Map<String, String> texts,
        String subject,
        Map<String, MessageAttribute> attributes,
        String groupId,
        String deduplicationId,
        String sequenceNumber,
        String token,
        String trace,
        Instant timestamp) {
    /** The key of the text for protocols that have none of their own. */
    static final String DEFAULT = "default";

    /** What a subscriber sees in {@code x-amz-sns-message-type}. */
    enum Type {
        Notification,
        SubscriptionConfirmation,
        UnsubscribeConfirmation
    }

    static Message asking(Type type, String id, String text, String token, Instant now) {
        return new Message(type, id, Map.of(DEFAULT, text), null, Map.of(), null, null, null, token, null, now);
    }

    /** Whether a FIFO topic sends it. */
    boolean isOfFifoTopic() {
        return sequenceNumber != null;
    }

    String text(String protocol) {
        return texts.getOrDefault(protocol, texts.get(DEFAULT));
    }
}
