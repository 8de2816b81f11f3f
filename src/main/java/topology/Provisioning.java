package topology;

import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes on AWS what is written.
 *
 * <p>What is there and as written is only read: the second time, no call writes. What others made is respected:
 * attributes that are not written are left alone, statements are added to a queue's policy and none is taken away, and a
 * redrive policy that leads to another queue stays. Two instances may do it at once. The order opens no window in which
 * an event could be lost: a topic may send to a queue before it has the subscription.
 */
public final class Provisioning {
    private final SqsClient sqs;
    private final SnsClient sns;

    public Provisioning(SqsClient sqs, SnsClient sns) {
        this.sqs = sqs;
        this.sns = sns;
    }

    /**
     * Makes the subscription exist exactly as written, with its topic and, if it has one, its queue and dead-letter
     * queue.
     *
     * @return what was done
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses; what was done before stays,
     *     and doing it again goes on from there
     */
    public Provisioned make(Subscription subscription) {
        Provisioned provisioned = new Provisioned(subscription);
        String topicArn = new Topics(sns, provisioned).arn(subscription.topic());
        Subscriptions subscriptions = new Subscriptions(sns, provisioned);
        if (subscription.subscriber() instanceof Subscriber.OfQueue subscriber) {
            subscriptions.make(ofQueue(subscription, subscriber, topicArn, new Queues(sqs, provisioned)));
        } else if (subscription.subscriber() instanceof Subscriber.OfEndpoint subscriber) {
            subscriptions.make(new Subscriptions.Wanted(
                    topicArn,
                    subscriber.protocol(),
                    subscriber.endpoint(),
                    subscription.filter(),
                    subscription.raw(),
                    Optional.empty(),
                    Optional.ofNullable(subscriber.role())));
        }
        return provisioned;
    }

    private static Subscriptions.Wanted ofQueue(
            Subscription subscription, Subscriber.OfQueue subscriber, String topicArn, Queues queues) {
        Queues.Existing deadLetters = queues.deadLetters(subscriber.queue().deadLetters());
        Queue undeliveredQueue = subscription.undelivered(subscriber.queue());
        Queues.Existing undelivered =
                undeliveredQueue.name().equals(deadLetters.name()) ? deadLetters : queues.deadLetters(undeliveredQueue);
        Queues.Existing queue = queues.queue(subscriber.queue());
        queues.allow(topicArn, undelivered, Optional.empty());
        queues.allow(topicArn, queue, Optional.of(new RedrivePolicy(deadLetters.arn(), subscriber.maxReceiveCount())));
        return new Subscriptions.Wanted(
                topicArn,
                subscriber.protocol(),
                queue.arn(),
                subscription.filter(),
                subscription.raw(),
                Optional.of(new RedrivePolicy(undelivered.arn(), 0)),
                Optional.empty());
    }
}
