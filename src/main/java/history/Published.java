package history;

import java.time.Instant;

/**
 * An event went out.
 *
 * @param topic the topic's name
 * @param time when SNS had accepted it
 * @param messageId the id that SNS gave it
 */
public record Published(String topic, Instant time, String messageId) {}
