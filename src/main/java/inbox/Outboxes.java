package inbox;

import cost.Spending;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.support.LRUCacheFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import sqs.MessageCopy;
import sqs.SqsQueue;
import topology.Inbox;

/** The queues of an inbox's clients, to which one route sends. A queue is looked up when an event first names its client. */
final class Outboxes {
    private static final int MOST_KNOWN = 10_000;

    private final SqsClient sqs;
    private final Inbox inbox;
    private final Spending spending;
    private final Map<String, Outbox> known = LRUCacheFactory.newLRUCache(MOST_KNOWN);

    Outboxes(SqsClient sqs, Inbox inbox, Spending spending) {
        this.sqs = sqs;
        this.inbox = inbox;
        this.spending = spending;
    }

    Inbox inbox() {
        return inbox;
    }

    /**
     * Sends an event to the queue of a client.
     *
     * @return the id of the message in the queue; empty if the client does not exist
     * @throws RuntimeException if SQS does not answer, or refuses the event
     */
    Optional<String> send(String client, MessageCopy copy) throws InterruptedException {
        Outbox before = known.get(client);
        if (before != null) {
            try {
                return Optional.of(before.send(copy));
            } catch (QueueDoesNotExistException e) {
                // The queue was deleted. It may have been made again, with another URL.
                known.remove(client, before);
            }
        }
        try {
            return Optional.of(outbox(client).send(copy));
        } catch (QueueDoesNotExistException e) {
            known.remove(client);
            return Optional.empty();
        }
    }

    private Outbox outbox(String client) {
        Outbox there = known.get(client);
        if (there != null) {
            return there;
        }
        String name = inbox.queue(client).name();
        String url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        Outbox made = new Outbox(new SqsQueue(sqs, url, spending));
        Outbox other = known.putIfAbsent(client, made);
        return other == null ? made : other;
    }
}
