package deadletters;

import deadletters.RefusedException.Reason;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import sqs.DeadLetterQueue;
import sqs.DeadLetterQueue.Place;
import sqs.NoDeadLetterQueueException;
import sqs.SqsQueue;
import topology.Inbox;
import topology.Queue;

/**
 * The location and the source of letters.
 *
 * @param sqs the client of the dead-letter queue
 * @param url the URL of the dead-letter queue
 * @param arn the ARN of the dead-letter queue
 * @param source the ARN of the source queue; empty if the letters come from a subscription without a queue, or from many queues
 * @param inbox the inbox whose clients share the letters; empty for other letters
 */
record Whereabouts(SqsClient sqs, String url, String arn, Optional<String> source, Optional<Inbox> inbox) {
    /** Finds letters by the name of a queue. */
    @FunctionalInterface
    interface Finder {
        /** @throws RefusedException if the queue does not exist or cannot have letters */
        Whereabouts of(SqsClient sqs, String queue);
    }

    /**
     * The letters of a consumed queue, found by its redrive policy. The dead-letter queue of an inbox has no such policy: its own
     * name stands for the letters of all clients.
     */
    static Whereabouts ofQueue(SqsClient sqs, String queue) {
        SqsQueue source = queue(sqs, queue);
        try {
            Place place = new DeadLetterQueue(sqs, source).place();
            return new Whereabouts(sqs, place.url(), place.arn(), Optional.of(place.source()), Optional.empty());
        } catch (NoDeadLetterQueueException e) {
            Optional<Inbox> inbox = Inbox.ofDeadLetters(new Queue(queue));
            if (inbox.isPresent()) {
                return named(sqs, queue, inbox);
            }
            throw new RefusedException(
                    Reason.NOT_KNOWN, "queue " + queue + " has no dead-letter queue: it has no redrive policy");
        } catch (QueueDoesNotExistException e) {
            throw new RefusedException(
                    Reason.NOT_KNOWN,
                    "the dead-letter queue that the redrive policy of " + queue + " names does not exist");
        }
    }

    /** The letters of a subscription without a queue, in the named queue itself. */
    static Whereabouts ofSubscription(SqsClient sqs, String queue) {
        return named(sqs, queue, Optional.empty());
    }

    private static Whereabouts named(SqsClient sqs, String queue, Optional<Inbox> inbox) {
        String url = queue(sqs, queue).url();
        return new Whereabouts(
                sqs, url, attribute(sqs, url, QueueAttributeName.QUEUE_ARN).orElseThrow(), Optional.empty(), inbox);
    }

    /** The queue of that name. */
    static SqsQueue queue(SqsClient sqs, String queue) {
        try {
            return SqsQueue.named(sqs, queue);
        } catch (QueueDoesNotExistException e) {
            throw new RefusedException(Reason.NOT_KNOWN, "there is no queue " + queue);
        }
    }

    /** The name of the dead-letter queue. */
    String name() {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    /** The approximate number of letters, including hidden ones. */
    int letters() {
        return number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) + hiddenLetters();
    }

    /** The approximate number of hidden letters. */
    int hiddenLetters() {
        return number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /** Whether SQS would move a letter to another queue when it is received too often. */
    boolean isRedriven() {
        return attribute(sqs, url, QueueAttributeName.REDRIVE_POLICY).isPresent();
    }

    private int number(QueueAttributeName name) {
        return attribute(sqs, url, name).map(Integer::parseInt).orElse(0);
    }

    private static Optional<String> attribute(SqsClient sqs, String url, QueueAttributeName name) {
        return Optional.ofNullable(
                sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(name))
                        .attributes()
                        .get(name));
    }
}
