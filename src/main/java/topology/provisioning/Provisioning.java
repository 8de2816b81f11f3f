package topology.provisioning;

import aws.TopicArns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Subscription;
import topology.Topic;
import topology.Topology;

/**
 * Compares what is written with what is on AWS, and makes it so.
 *
 * <p>What is there and as written is only read: the second time, no call writes. What others made is respected:
 * attributes that are not written are left alone, statements are added to a queue's policy and none is taken away, and a
 * redrive policy that leads to another queue stays. Two instances may do it at once. The order opens no window in which
 * an event could be lost: a topic may send to a queue before it has the subscription.
 */
public final class Provisioning {
    private static final Logger LOG = LoggerFactory.getLogger(Provisioning.class);

    /** Whoever overtakes makes the same thing, or decides once; more would be a war between two configurations. */
    private static final int MOST_OVERTAKEN = 5;

    private final SqsClient sqs;
    private final SnsClient sns;
    private final TopicArns arns;
    private final Optional<DynamoDbClient> dynamoDb;

    /** For topologies of topics, queues and subscriptions, whose routes share what they know of topics. */
    Provisioning(SqsClient sqs, SnsClient sns, TopicArns arns) {
        this(sqs, sns, arns, Optional.empty());
    }

    public Provisioning(SqsClient sqs, SnsClient sns, DynamoDbClient dynamoDb) {
        this(sqs, sns, new TopicArns(), Optional.of(dynamoDb));
    }

    Provisioning(SqsClient sqs, SnsClient sns, TopicArns arns, Optional<DynamoDbClient> dynamoDb) {
        this.sqs = sqs;
        this.sns = sns;
        this.arns = arns;
        this.dynamoDb = dynamoDb;
    }

    /**
     * What has to be done; nothing is written.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses
     */
    public Plan plan(Topology topology) {
        return plan(topology, Optional.empty());
    }

    /** Which AWS it is: the region, and the endpoint if that is not the region's own. Whoever changes it wants to know. */
    public String where() {
        var settings = sqs.serviceClientConfiguration();
        return settings.region()
                + settings.endpointOverride().map(endpoint -> " at " + endpoint).orElse("");
    }

    /**
     * What has to be done, and what this application has made at the topics and queues that are written, and nothing asks for
     * any more; nothing is written.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses
     */
    public Plan planWithExtras(Topology topology) {
        return plan(topology, Optional.of(Extras.Where.WRITTEN));
    }

    /**
     * The same, with whatever else this application has made. For that, each topic of the account is asked for its tags.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses
     */
    public Plan planToPrune(Topology topology) {
        return plan(topology, Optional.of(Extras.Where.ANYWHERE));
    }

    private Plan plan(Topology topology, Optional<Extras.Where> extras) {
        Topics topics = new Topics(sns, arns, topology.application());
        Queues queues = new Queues(sqs, topics, topology.application());
        Subscriptions subscriptions = new Subscriptions(sns, topics, queues);
        List<PlanEntry> steps = new ArrayList<>();
        topology.topics().stream()
                .filter(topic -> !topic.isGivenByArn())
                .map(topics::plan)
                .forEach(steps::add);
        topology.queues().stream().map(queues::plan).forEach(steps::add);
        topology.queuesOfOthers().stream().map(queues::plan).forEach(steps::add);
        topology.subscriptions().stream().map(subscriptions::plan).forEach(steps::add);
        dynamoDb.map(Tables::new)
                .flatMap(tables -> topology.ledger().map(tables::plan))
                .ifPresent(steps::add);
        extras.map(where -> new Extras(topology, topics, queues, subscriptions).steps(where))
                .ifPresent(steps::addAll);
        return new Plan(steps);
    }

    /**
     * Makes the subscription exist exactly as written, with its topic and, if it has one, its queue and dead-letter
     * queue.
     *
     * @return what was done
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses; what was done before stays,
     *     and doing it again goes on from there
     * @throws AwaitedTopicException if the topic belongs to others and is not there
     */
    Provisioned make(String application, Subscription subscription) {
        Topology needed = Topology.of(application, subscription);
        for (int overtaken = 1; ; overtaken++) {
            try {
                Plan plan = plan(needed);
                plan.apply();
                return new Provisioned(subscription, plan).whole();
            } catch (OvertakenException e) {
                if (overtaken == MOST_OVERTAKEN) {
                    throw e.refusal();
                }
            }
        }
    }

    /**
     * Makes a topic exist that is only published to.
     *
     * @return its ARN
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses
     */
    String make(String application, Topic topic) {
        Topics topics = new Topics(sns, arns, application);
        try {
            new Plan(List.of(topics.plan(topic))).apply();
        } catch (OvertakenException e) {
            // Someone else was faster, and it is there.
            LOG.debug("Topic {} was made by others meanwhile", topic, e);
        }
        return topics.made(topic);
    }

    /** Whether SNS delivers to the subscriber, which has to confirm first unless it is a queue. */
    boolean isConfirmed(String application, Subscription subscription) {
        return subscriptions(application).isConfirmed(subscription);
    }

    /** Makes SNS ask the subscriber again to confirm. */
    void askToConfirm(String application, Subscription subscription) {
        subscriptions(application).subscribe(subscription);
    }

    private Subscriptions subscriptions(String application) {
        Topics topics = new Topics(sns, arns, application);
        return new Subscriptions(sns, topics, new Queues(sqs, topics, application));
    }

    /**
     * Whether the subscription exists exactly as written; nothing is written.
     *
     * @throws AwaitedTopicException if the topic belongs to others and is not there
     * @throws DifferentTopologyException if anything is missing or different
     */
    Provisioned verify(String application, Subscription subscription) {
        if (!subscription.topic().isGivenByArn()) {
            // It may have been made since it was looked for last.
            arns.find(sns, subscription.topic().name());
        }
        Plan plan = plan(Topology.of(application, subscription));
        if (plan.hasChanges()) {
            throw new DifferentTopologyException(plan);
        }
        return new Provisioned(subscription, plan).whole();
    }
}
