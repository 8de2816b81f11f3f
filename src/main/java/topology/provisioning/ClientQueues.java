package topology.provisioning;

import aws.TopicArns;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import topology.Inbox;
import topology.InboxLine;
import topology.InboxParts;
import topology.Queue;
import topology.Topology;

/**
 * Lists the queues of the clients of inboxes. It also creates and deletes the queues of clients that are not configured.
 *
 * <p>Every method throws {@link software.amazon.awssdk.core.exception.SdkException} if AWS does not answer or refuses.
 */
public final class ClientQueues {
    private static final int MOST_LISTED = 1000;

    private final SqsClient sqs;
    private final SnsClient sns;

    public ClientQueues(SqsClient sqs, SnsClient sns) {
        this.sqs = sqs;
        this.sns = sns;
    }

    /**
     * The queue of a client, with its numbers of messages, which SQS only approximates.
     *
     * @param waiting messages that wait for the client, delayed ones included
     * @param inFlight messages that were sent to the client and are not acknowledged yet
     * @param created when the queue was created
     */
    public record ClientQueue(String url, int waiting, int inFlight, Instant created) {
        /** The messages that a deletion would lose. */
        public int messages() {
            return waiting + inFlight;
        }
    }

    /** The URLs of the existing queues of an inbox, by client. */
    public SortedMap<String, String> of(Inbox inbox) {
        SortedMap<String, String> clients = new TreeMap<>();
        sqs.listQueuesPaginator(
                        request -> request.queueNamePrefix(inbox.prefix()).maxResults(MOST_LISTED))
                .queueUrls()
                .forEach(url -> inbox.client(new Queue(url.substring(url.lastIndexOf('/') + 1)))
                        .ifPresent(client -> clients.put(client, url)));
        return clients;
    }

    /** The queue of a client; empty if there is none. */
    public Optional<ClientQueue> find(Inbox inbox, String client) {
        try {
            String name = inbox.queue(client).name();
            return look(sqs.getQueueUrl(request -> request.queueName(name)).queueUrl());
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    /** The queue with that URL; empty if it was deleted meanwhile. */
    public Optional<ClientQueue> look(String url) {
        try {
            Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(request -> request.queueUrl(url)
                            .attributeNames(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                    QueueAttributeName.CREATED_TIMESTAMP))
                    .attributes();
            return Optional.of(new ClientQueue(
                    url,
                    number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                            + number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED),
                    number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
                    Instant.ofEpochSecond(number(attributes, QueueAttributeName.CREATED_TIMESTAMP))));
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    /** Whether {@link #make} has created the queue, so that a request may delete it. */
    public boolean isRequested(Topology topology, InboxLine line, String client) {
        Queues queues = queues(topology);
        return queues.find(line.inbox().queue(client))
                .flatMap(there -> queues.inbox(queues.tags(there)))
                .filter(line.inbox().name()::equals)
                .isPresent();
    }

    /**
     * Creates the queue of a client, and the inbox's dead-letter queue if it is missing. This completes the work of an earlier
     * call that failed midway. A queue that others have created stays unchanged.
     *
     * @return whether there was no such queue before
     */
    public boolean make(Topology topology, InboxLine line, String client) {
        boolean isNew = queues(topology).find(line.inbox().queue(client)).isEmpty();
        if (isNew || isRequested(topology, line, client)) {
            new Provisioning(sqs, sns, new TopicArns())
                    .make(
                            InboxParts.requested(topology, line, client),
                            "client %s of inbox %s"
                                    .formatted(client, line.inbox().name()));
        }
        return isNew;
    }

    /** Deletes a queue with all its messages. */
    public void delete(ClientQueue queue) {
        sqs.deleteQueue(request -> request.queueUrl(queue.url()));
    }

    private Queues queues(Topology topology) {
        TopicArns arns = new TopicArns();
        return new Queues(sqs, new Topics(sns, arns, topology.application()), topology.application());
    }

    private static int number(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }
}
