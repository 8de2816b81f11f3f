package local.sns;

import local.http.Xml;

/**
 * The answer to a publisher whose message was accepted.
 *
 * @param sequenceNumber on FIFO topics, else {@code null}
 */
record Receipt(String messageId, String sequenceNumber) {
    void writeTo(Xml result) {
        result.element("MessageId", messageId);
        result.optional("SequenceNumber", sequenceNumber);
    }
}
