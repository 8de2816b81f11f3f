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

/**
 * Where letters are, and where they come from.
 *
 * @param sqs where the dead-letter queue is asked
 * @param url of the dead-letter queue
 * @param arn of the dead-letter queue
 * @param source the ARN of the queue that had them before; empty if they come from a subscription that leads to no queue
 */
record Whereabouts(SqsClient sqs, String url, String arn, Optional<String> source) {
    /** Finds letters by the name of a queue. */
    @FunctionalInterface
    interface Finder {
        /** @throws RefusedException if there is no such queue, or it has no letters by its nature */
        Whereabouts of(SqsClient sqs, String queue);
    }

    /** Those of a queue that is consumed: its redrive policy says where they are. */
    static Whereabouts ofQueue(SqsClient sqs, String queue) {
        SqsQueue source = queue(sqs, queue);
        try {
            Place place = new DeadLetterQueue(sqs, source).place();
            return new Whereabouts(sqs, place.url(), place.arn(), Optional.of(place.source()));
        } catch (NoDeadLetterQueueException e) {
            throw new RefusedException(
                    Reason.NOT_KNOWN, "queue " + queue + " has no dead-letter queue: it has no redrive policy");
        } catch (QueueDoesNotExistException e) {
            throw new RefusedException(
                    Reason.NOT_KNOWN,
                    "the dead-letter queue that the redrive policy of " + queue + " names is not there");
        }
    }

    /** Those of a subscription that leads to no queue: they are in the queue that is named. */
    static Whereabouts ofSubscription(SqsClient sqs, String queue) {
        String url = queue(sqs, queue).url();
        return new Whereabouts(
                sqs, url, attribute(sqs, url, QueueAttributeName.QUEUE_ARN).orElseThrow(), Optional.empty());
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

    /** About how many letters there are, hidden ones included. */
    int letters() {
        return number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) + hiddenLetters();
    }

    /** About how many are hidden at this moment. */
    int hiddenLetters() {
        return number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /** Whether SQS moves a letter on that is looked at too often. */
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
