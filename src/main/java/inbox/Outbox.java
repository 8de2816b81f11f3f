package inbox;

import event.MessageLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import sqs.EntryFailedException;
import sqs.MessageCopy;
import sqs.SqsQueue;
import sqs.SqsQueue.Sent;

/**
 * Sends events to the queue of one client. An event is sent at once, on the caller's thread, if no request to this queue is in
 * progress. Otherwise it joins the next request, which takes up to ten events. Events of one thread keep their order.
 */
final class Outbox {
    private final SqsQueue queue;
    private final Deque<Posted> waiting = new ArrayDeque<>();
    private boolean sending;

    /** An event with its result: accepted, or the failure. */
    private static final class Posted {
        private final MessageCopy copy;
        private boolean answered;
        private String messageId;
        private RuntimeException failure;

        private Posted(MessageCopy copy) {
            this.copy = copy;
        }
    }

    Outbox(SqsQueue queue) {
        this.queue = queue;
    }

    /**
     * Returns the id that the event's message has in the queue, once SQS has accepted it.
     *
     * @throws EntryFailedException if SQS refused the event
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS does not answer or refuses the request
     */
    String send(MessageCopy copy) throws InterruptedException {
        Posted own = new Posted(copy);
        List<Posted> batch = joined(own);
        while (!batch.isEmpty()) {
            request(batch);
            batch = next(own);
        }
        if (own.failure != null) {
            throw own.failure;
        }
        return own.messageId;
    }

    /** How many events wait for the request in progress. */
    synchronized int waiting() {
        return waiting.size();
    }

    private synchronized List<Posted> joined(Posted own) throws InterruptedException {
        waiting.add(own);
        return next(own);
    }

    /** The batch that the current thread has to send; empty once its own event has its result. */
    private synchronized List<Posted> next(Posted own) throws InterruptedException {
        while (!own.answered && sending) {
            try {
                wait();
            } catch (InterruptedException e) {
                waiting.remove(own);
                throw e;
            }
        }
        if (own.answered) {
            return List.of();
        }
        List<Posted> batch = new ArrayList<>();
        while (batch.size() < MessageLimits.BATCH && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        sending = true;
        return batch;
    }

    private void request(List<Posted> batch) {
        RuntimeException failure = null;
        Sent sent = null;
        try {
            sent = queue.send(batch.stream().map(entry -> entry.copy).toList());
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new IllegalStateException(e);
            throw e;
        } finally {
            answer(batch, sent, failure);
        }
    }

    private synchronized void answer(List<Posted> batch, Sent sent, RuntimeException failure) {
        for (int place = 0; place < batch.size(); place++) {
            Posted entry = batch.get(place);
            entry.answered = true;
            entry.messageId = sent == null ? null : sent.messageIds().get(place);
            entry.failure = sent == null ? failure : sent.failed().get(place);
        }
        sending = false;
        notifyAll();
    }
}
