package local.sns;

import java.time.Instant;
import java.util.Map;

/**
 * A message that SNS has accepted and delivers.
 *
 * @param texts what to deliver, by protocol; the entry {@code default} is for all the others
 * @param subject may be {@code null}
 * @param groupId as the publisher sent it, may be {@code null}
 * @param deduplicationId on FIFO topics, else {@code null}
 * @param sequenceNumber on FIFO topics, else {@code null}
 * @param token the token that confirms the subscription, in types that ask for a confirmation, else {@code null}
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
    /** The key of the text for protocols without a text of their own. */
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

    /** Whether the message comes from a FIFO topic. */
    boolean isOfFifoTopic() {
        return sequenceNumber != null;
    }

    String text(String protocol) {
        return texts.getOrDefault(protocol, texts.get(DEFAULT));
    }
}
