package publishing;

import event.MessageLimits;
import java.time.Duration;

/**
 * How events share requests.
 *
 * @param size how many events go into one request at most
 * @param linger how long an event waits for others while a request is on its way
 * @param maxLinger how long it waits while events come so fast that a request is full within that time
 */
record Batching(int size, Duration linger, Duration maxLinger) {
    Batching {
        if (size < 1 || size > MessageLimits.BATCH) {
            throw new IllegalArgumentException(
                    "batchSize must be a whole number from 1 to " + MessageLimits.BATCH + " and is " + size);
        }
    }
}
