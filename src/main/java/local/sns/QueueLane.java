package local.sns;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * The messages that wait for one queue. One thread at a time sends them, in their order and in batches as large as the
 * queue allows. A message that fails stays first in line.
 *
 * <p>For a FIFO queue, a batch has at most one message of each group: if only the first of two failed, the second would
 * overtake it.
 */
final class QueueLane {
    private static final int MOST_IN_A_BATCH = 10;
    private static final int MOST_BYTES_IN_A_BATCH = 1 << 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** A queue may be created a moment after it was subscribed. */
    private static final Duration PATIENCE_FOR_A_MISSING_QUEUE = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Arn queue;
    private final SqsClient sqs;
    private final Envelope envelope;
    private final DeliveryThreads threads;
    private final DeadLetters deadLetters;

    private final Deque<Arrival> line = new ArrayDeque<>();
    private boolean occupied;

    // Touched only by the thread that occupies the lane.
    private final Deque<Waiting> next = new ArrayDeque<>();
    private String url;
    private Duration pause = FIRST_PAUSE;
    private int oneByOne;

    QueueLane(Arn queue, SqsClient sqs, Envelope envelope, DeliveryThreads threads, DeadLetters deadLetters) {
        this.queue = queue;
        this.sqs = sqs;
        this.envelope = envelope;
        this.threads = threads;
        this.deadLetters = deadLetters;
    }

    private record Arrival(Delivery delivery, Instant at) {}

    private record Waiting(Arrival arrival, QueueMessage message) {}

    /**
     * The reason of a failed send. A permanent failure is caused by the message itself, so a retry is useless. Any
     * other failure is retried for as long as the patience lasts.
     */
    private record Failure(boolean permanent, Duration patience, String cause) {
        static Failure of(SdkException e) {
            if (e instanceof QueueDoesNotExistException) {
                return new Failure(false, PATIENCE_FOR_A_MISSING_QUEUE, "the queue does not exist");
            }
            boolean refused = e instanceof SqsException answer
                    && answer.statusCode() / 100 == 4
                    && !answer.isThrottlingException();
            return new Failure(refused, PATIENCE, e.getMessage());
        }

        static Failure of(BatchResultErrorEntry entry) {
            return new Failure(entry.senderFault(), PATIENCE, entry.code() + ": " + entry.message());
        }

        boolean isFinalFor(Waiting waiting) {
            return permanent || waiting.arrival().at().plus(patience).isBefore(Instant.now());
        }
    }

    void add(Delivery delivery) {
        synchronized (line) {
            line.addLast(new Arrival(delivery, Instant.now()));
            if (occupied) {
                return;
            }
            occupied = true;
        }
        threads.run(this::sendAll);
    }

    /** The number of messages that were not sent. To be called after the threads have ended. */
    int size() {
        synchronized (line) {
            return line.size() + next.size();
        }
    }

    private void sendAll() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            List<Waiting> again = send(batch);
            if (!again.isEmpty()) {
                putBack(again);
                threads.runAfter(pause, this::sendAll);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                return;
            }
            pause = FIRST_PAUSE;
        }
    }

    private List<Waiting> next() {
        fetch();
        List<Waiting> batch = new ArrayList<>(MOST_IN_A_BATCH);
        Set<String> groups = new HashSet<>();
        int most = oneByOne > 0 ? 1 : MOST_IN_A_BATCH;
        int bytes = 0;
        while (batch.size() < most && !next.isEmpty()) {
            QueueMessage first = next.peekFirst().message();
            bytes += first.size();
            boolean fits = batch.isEmpty() || bytes <= MOST_BYTES_IN_A_BATCH;
            if (!fits || (queue.isFifo() && !groups.add(first.groupId()))) {
                break;
            }
            batch.add(next.removeFirst());
        }
        oneByOne = Math.max(0, oneByOne - batch.size());
        return batch;
    }

    /** Fetches the first messages of the line, or frees the lane if no message waits. Envelopes are signed outside the lock. */
    private void fetch() {
        List<Arrival> fetched = new ArrayList<>(MOST_IN_A_BATCH);
        synchronized (line) {
            while (next.size() + fetched.size() < MOST_IN_A_BATCH && !line.isEmpty()) {
                fetched.add(line.removeFirst());
            }
            occupied = !next.isEmpty() || !fetched.isEmpty();
        }
        for (Arrival arrival : fetched) {
            next.addLast(new Waiting(arrival, QueueMessage.of(arrival.delivery(), queue, envelope)));
        }
    }

    private void putBack(List<Waiting> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            next.addFirst(batch.get(i));
        }
    }

    /** Sends a batch and returns the messages to send again. */
    private List<Waiting> send(List<Waiting> batch) {
        try {
            if (url == null) {
                url = sqs.getQueueUrl(request -> request.queueName(queue.resource()))
                        .queueUrl();
            }
            List<BatchResultErrorEntry> failed = sqs.sendMessageBatch(request -> request.queueUrl(url)
                            .entries(IntStream.range(0, batch.size())
                                    .mapToObj(i -> batch.get(i).message().entry(Integer.toString(i)))
                                    .toList()))
                    .failed();
            Map<String, BatchResultErrorEntry> byId =
                    failed.stream().collect(Collectors.toMap(BatchResultErrorEntry::id, Function.identity()));
            return IntStream.range(0, batch.size())
                    .filter(i -> byId.containsKey(Integer.toString(i)))
                    .filter(i -> !giveUp(batch.get(i), Failure.of(byId.get(Integer.toString(i)))))
                    .mapToObj(batch::get)
                    .toList();
        } catch (SdkException e) {
            url = null;
            Failure failure = Failure.of(e);
            if (failure.permanent() && batch.size() > 1) {
                // One message makes the call fail for all: send them one by one to find it.
                oneByOne = batch.size();
                return batch;
            }
            return batch.stream().filter(waiting -> !giveUp(waiting, failure)).toList();
        }
    }

    private boolean giveUp(Waiting waiting, Failure failure) {
        boolean last = failure.isFinalFor(waiting);
        if (last) {
            deadLetters.take(waiting.arrival().delivery(), failure.cause());
        }
        return last;
    }
}
