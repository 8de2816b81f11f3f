package history;

import java.time.Instant;

/**
 * One publication of an event.
 *
 * @param topic the topic's name
 * @param time when SNS had accepted the event
 * @param messageId the message id that SNS assigned
 */
public record Published(String topic, Instant time, String messageId) {}
