package delivery;

import java.time.Instant;

/**
 * That a route has paused itself, because its handler fails.
 *
 * @param reason why, and the last failure
 * @param since when
 * @param until when one message is tried
 */
public record SelfPause(String reason, Instant since, Instant until) {}
