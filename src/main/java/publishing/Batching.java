package publishing;

import java.time.Duration;

/**
 * How events share requests.
 *
 * @param size how many events go into one request at most
 * @param linger how long an event waits for others while a request is on its way
 * @param maxLinger how long it waits while events come so fast that a request is full within that time
 */
record Batching(int size, Duration linger, Duration maxLinger) {
    /**
     * The entries of a batch.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html">PublishBatch</a>
     */
    static final int MAX_EVENTS = 10;

    Batching {
        if (size < 1 || size > MAX_EVENTS) {
            throw new IllegalArgumentException("batchSize must be a whole number from 1 to 10 and is " + size);
        }
    }
}
