package local.sqs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a delete that ElasticMQ refuses because the message is gone or was received again since.
 *
 * <p>A standard queue accepts it and changes nothing. A FIFO queue accepts it only if the message was deleted before.
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

    /** A message was deleted. */
    void note(QueueSettings queue, Receipt receipt) {
        if (queue.isFifo() && receipt.isWellFormed()) {
            deleted.add(receipt.message());
        }
    }

    /** The refusal of AWS where ElasticMQ refuses the handle, or nothing if AWS accepts it. */
    Optional<SqsException> refusal(QueueSettings queue, Receipt receipt) {
        if (!receipt.isWellFormed()) {
            return Optional.of(receipt.invalid());
        }
        return queue.isFifo() && !deleted.contains(receipt.message())
                ? Optional.of(receipt.expired())
                : Optional.empty();
    }
}
