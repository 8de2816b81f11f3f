package delivery;

import java.time.Instant;

/**
 * A pause that a route has made itself, because its handler fails.
 *
 * @param reason the reason, with the last failure
 * @param since when the pause began
 * @param until when one message is tried
 */
public record SelfPause(String reason, Instant since, Instant until) {}
