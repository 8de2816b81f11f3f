package local.sqs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How AWS answers a delete that ElasticMQ refuses because the message is gone or was received again.
 *
 * <p>A standard queue accepts the delete and changes nothing. A FIFO queue accepts the delete only if the message was
 * deleted before.
 */
final class Deletions {
    private static final int REMEMBERED = 10_000;

    private final Set<String> deleted = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** Remembers that a message was deleted. */
    void note(QueueSettings queue, Receipt receipt) {
        if (queue.isFifo() && receipt.isWellFormed()) {
            deleted.add(receipt.message());
        }
    }

    /** The refusal of AWS for a handle that ElasticMQ refuses, or nothing if AWS accepts the handle. */
    Optional<SqsException> refusal(QueueSettings queue, Receipt receipt) {
        if (!receipt.isWellFormed()) {
            return Optional.of(receipt.invalid());
        }
        return queue.isFifo() && !deleted.contains(receipt.message())
                ? Optional.of(receipt.expired())
                : Optional.empty();
    }
}
