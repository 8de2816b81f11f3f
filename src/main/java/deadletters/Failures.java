package deadletters;

import java.time.Instant;

/**
 * The dead letters of one failure.
 *
 * @param fingerprint what they share
 * @param letters how many there are
 * @param first when the oldest was given up
 * @param last when the youngest was given up
 * @param example the youngest
 */
public record Failures(String fingerprint, int letters, Instant first, Instant last, Letter example) {}
