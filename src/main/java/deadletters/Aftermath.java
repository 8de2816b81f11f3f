package deadletters;

import java.time.Instant;

/**
 * What became of events whose letters were sent back.
 *
 * @param done how many were handled
 * @param deadAgain how many were given up again
 * @param open how many have no outcome yet
 * @param asOf when the ledger was read
 */
public record Aftermath(int done, int deadAgain, int open, Instant asOf) {}
