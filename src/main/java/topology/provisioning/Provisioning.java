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
 * Compares the configured topology with AWS, and creates or changes what differs.
 *
 * <p>Resources that are as written are only read, so a second run changes nothing. The work of others is respected:
 * attributes that are not configured are left alone, statements are added to a queue's policy and never removed, and a
 * redrive policy to another queue stays. Two processes may provision at the same time. No step opens a gap in which an
 * event could be lost: a queue's policy allows a topic to send before the queue is subscribed.
 */
public final class Provisioning {
    private static final Logger LOG = LoggerFactory.getLogger(Provisioning.class);

    /** A second attempt is enough if the other side wants the same. After five, two configurations contradict each other. */
    private static final int MOST_OVERTAKEN = 5;

    private final SqsClient sqs;
    private final SnsClient sns;
    private final TopicArns arns;
    private final Optional<DynamoDbClient> dynamoDb;

    /** For topologies without a ledger, whose routes share the known ARNs of topics. */
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
     * Compares the topology with AWS, by reading only.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses
     */
    public Plan plan(Topology topology) {
        return plan(topology, Optional.empty());
    }

    /** The place that a change affects: the region, and the endpoint if it is not the region's own. */
    public String where() {
        var settings = sqs.serviceClientConfiguration();
        return settings.region()
                + settings.endpointOverride().map(endpoint -> " at " + endpoint).orElse("");
    }

    /**
     * Compares the topology with AWS, and looks for resources of this application that the configured topics and queues
     * no longer need, by reading only.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses
     */
    public Plan planWithExtras(Topology topology) {
        return plan(topology, Optional.of(Extras.Where.WRITTEN));
    }

    /**
     * Compares the topology with AWS, and looks for resources of this application in the whole account. This reads the tags of
     * each topic and queue that is not configured.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses
     */
    public Plan planToPrune(Topology topology) {
        return plan(topology, Optional.of(Extras.Where.ANYWHERE));
    }

    private Plan plan(Topology written, Optional<Extras.Where> extras) {
        Topics topics = new Topics(sns, arns, written.application());
        Queues queues = new Queues(sqs, topics, written.application());
        Subscriptions subscriptions = new Subscriptions(sns, topics, queues);
        Topology topology = new Adoption(queues).of(written);
        List<PlanEntry> steps = new ArrayList<>();
        topology.declaredTopics().stream()
                .filter(declared -> !declared.topic().isGivenByArn())
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

    /** The same as {@link #make(Topology, String)}, for a subscription about which no other route says anything. */
    Provisioned make(String application, Subscription subscription) {
        return make(Topology.of(application, subscription), subscription.toString());
    }

    /**
     * Provisions a part of a topology, such as a subscription with its topic and, if it has one, its queue and
     * dead-letter queue.
     *
     * @param what the name of the part for the log
     * @return what was done
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses; what was done
     *     stays, and a repetition continues from there
     * @throws AwaitedTopicException if others create the topic and it does not exist
     */
    Provisioned make(Topology part, String what) {
        for (int overtaken = 1; ; overtaken++) {
            try {
                Plan plan = plan(part);
                plan.apply();
                return new Provisioned(what, plan).whole();
            } catch (OvertakenException e) {
                if (overtaken == MOST_OVERTAKEN) {
                    throw e.refusal();
                }
            }
        }
    }

    /**
     * Creates a topic that routes only publish to, exactly as written.
     *
     * @return its ARN
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses
     */
    String make(Topology topology, Topic topic) {
        Topics topics = new Topics(sns, arns, topology.application());
        try {
            new Plan(List.of(topics.plan(topology.topic(topic)))).apply();
        } catch (OvertakenException e) {
            // Someone else has created the topic, which is enough for publishing.
            LOG.debug("Topic {} was created by others meanwhile", topic, e);
        }
        return topics.made(topic);
    }

    /** Whether SNS delivers to the subscriber. Any subscriber other than a queue has to confirm first. */
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

    /** The same as {@link #verify(Topology, String)}, for a subscription about which no other route says anything. */
    Provisioned verify(String application, Subscription subscription) {
        return verify(Topology.of(application, subscription), subscription.toString());
    }

    /**
     * Verifies that a part of a topology is as written, by reading only.
     *
     * @param what the name of the part for the log
     * @throws AwaitedTopicException if others create the topic and it does not exist
     * @throws DifferentTopologyException if anything is missing or different
     */
    Provisioned verify(Topology part, String what) {
        part.topics().stream()
                .filter(topic -> !topic.isGivenByArn())
                // The topic may have been created since the last listing.
                .forEach(topic -> arns.find(sns, topic.name()));
        Plan plan = plan(part);
        if (plan.hasChanges()) {
            throw new DifferentTopologyException(plan);
        }
        return new Provisioned(what, plan).whole();
    }
}
