package ledger;

import java.time.Duration;

/**
 * The right to work on an event.
 *
 * @param work what is worked on
 * @param owner who works on it; a new one for each claim
 * @param fencingToken grows with each claim of this event at this subscriber
 * @param attempt the number of this attempt, from 1
 * @param duration for how long it was claimed
 */
public record Lease(Work work, String owner, long fencingToken, int attempt, Duration duration) {}
