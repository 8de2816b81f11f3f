package topology.provisioning;

import aws.RegionOfArn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.util.URISupport;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import topology.FilterPolicy;
import topology.Queue;
import topology.RedrivePolicy;
import topology.Subscriber;
import topology.Subscription;

/**
 * Compares configured subscriptions with AWS, and creates or changes them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html">SetSubscriptionAttributes</a>
 */
public final class Subscriptions {
    static final String KIND = "subscription";
    static final String PENDING = "PendingConfirmation";

    private static final String FILTER_POLICY = "FilterPolicy";
    private static final String FILTER_POLICY_SCOPE = "FilterPolicyScope";
    private static final String RAW = "RawMessageDelivery";
    private static final String REDRIVE_POLICY = "RedrivePolicy";
    private static final String ROLE = "SubscriptionRoleArn";
    private static final String EVERYTHING = "{}";
    private static final int SERVER_ERROR = 500;

    private final SnsClient sns;
    private final Topics topics;
    private final Queues queues;
    private final Map<String, List<ExistingSubscription>> known = new TreeMap<>();

    public Subscriptions(SnsClient sns, Topics topics, Queues queues) {
        this.sns = sns;
        this.topics = topics;
        this.queues = queues;
    }

    /**
     * A subscription as SNS lists it.
     *
     * @param arn {@link #PENDING} before it is confirmed
     */
    public record ExistingSubscription(String arn, String protocol, String endpoint) {
        /** Whether the subscriber has not confirmed yet. Until then SNS reports nothing else about the subscription. */
        public boolean isPending() {
            return arn.equals(PENDING);
        }

        /** The endpoint without secrets. */
        String shownEndpoint() {
            return URISupport.sanitizeUri(endpoint);
        }

        boolean leadsTo(String wantedProtocol, Optional<String> wantedEndpoint) {
            return protocol.equals(wantedProtocol)
                    && wantedEndpoint.filter(endpoint::equals).isPresent();
        }
    }

    /** Compares a subscription with AWS. The subscription waits if SNS does not report a topic that belongs to others. */
    PlanEntry plan(Subscription wanted) {
        try {
            return planned(wanted);
        } catch (SdkException e) {
            if (!wanted.topic().isGivenByArn() || !isNotTold(wanted.topic().nameOrArn(), e)) {
                throw e;
            }
            return PlanEntry.blocked(
                    KIND,
                    wanted.toString(),
                    "until SNS answers for topic %s: %s"
                            .formatted(wanted.topic().nameOrArn(), reason(e)));
        }
    }

    /** A call to another region may fail because that region is disabled for this account, which is not an outage. */
    private boolean isNotTold(String topicArn, SdkException e) {
        boolean isRefusal = e instanceof SdkServiceException refusal
                && refusal.statusCode() < SERVER_ERROR
                && !refusal.isThrottlingException();
        return isRefusal || RegionOfArn.isElsewhere(sns, topicArn);
    }

    private static String reason(SdkException e) {
        return e instanceof AwsServiceException refusal && refusal.awsErrorDetails() != null
                ? refusal.awsErrorDetails().errorCode() + ": "
                        + refusal.awsErrorDetails().errorMessage()
                : String.valueOf(e.getMessage());
    }

    private PlanEntry planned(Subscription wanted) {
        Optional<String> topicArn = topics.arn(wanted.topic());
        Optional<String> endpoint = listed(wanted);
        Optional<ExistingSubscription> existing = Optional.empty();
        if (topicArn.isPresent()) {
            try {
                // The list is read even before the queue exists, to find out whether a topic of others is missing.
                existing = of(topicArn.get()).stream()
                        .filter(one -> one.leadsTo(wanted.subscriber().protocol(), endpoint))
                        .findFirst();
            } catch (NotFoundException e) {
                if (!wanted.topic().isGivenByArn()) {
                    // Others have deleted the topic.
                    topics.lookAgain();
                    throw new OvertakenException(e);
                }
                return PlanEntry.blocked(
                        KIND, wanted.toString(), "for its owner to create topic %s".formatted(topicArn.get()));
            }
        }
        if (existing.isEmpty()) {
            return described(wanted);
        }
        return existing.get().isPending()
                ? PlanEntry.wait(KIND, wanted.toString(), "for " + wanted.subscriber() + " to confirm")
                : compared(existing.get().arn(), wanted);
    }

    /** The subscriptions of a topic, as far as this account may see them. */
    public List<ExistingSubscription> of(String topicArn) {
        return known.computeIfAbsent(topicArn, this::listed);
    }

    /** The attributes of a confirmed subscription. */
    public Map<String, String> attributes(ExistingSubscription subscription) {
        return attributes(subscription.arn());
    }

    private Map<String, String> attributes(String arn) {
        return sns.getSubscriptionAttributes(
                        request -> request.subscriptionArn(arn).overrideConfiguration(RegionOfArn.of(sns, arn)))
                .attributes();
    }

    void delete(ExistingSubscription subscription) {
        sns.unsubscribe(request -> request.subscriptionArn(subscription.arn())
                .overrideConfiguration(RegionOfArn.of(sns, subscription.arn())));
    }

    private List<ExistingSubscription> listed(String topicArn) {
        List<ExistingSubscription> all = new ArrayList<>();
        try {
            sns.listSubscriptionsByTopicPaginator(
                            request -> request.topicArn(topicArn).overrideConfiguration(RegionOfArn.of(sns, topicArn)))
                    .subscriptions()
                    .forEach(found -> all.add(existing(found)));
        } catch (AuthorizationErrorException e) {
            // Only the owner of a topic may list its subscriptions. The list of this account's subscriptions has ours.
            sns
                    .listSubscriptionsPaginator(request -> request.overrideConfiguration(RegionOfArn.of(sns, topicArn)))
                    .subscriptions()
                    .stream()
                    .filter(found -> found.topicArn().equals(topicArn))
                    .forEach(found -> all.add(existing(found)));
        }
        return all;
    }

    private static ExistingSubscription existing(software.amazon.awssdk.services.sns.model.Subscription found) {
        return new ExistingSubscription(found.subscriptionArn(), found.protocol(), found.endpoint());
    }

    /** The endpoint for SNS; empty if it is a queue that does not exist yet. */
    private Optional<String> endpoint(Subscription wanted) {
        return wanted.subscriber() instanceof Subscriber.OfQueue ofQueue
                ? queues.find(ofQueue.queue()).map(Queues.ExistingQueue::arn)
                : Optional.of(((Subscriber.OfEndpoint) wanted.subscriber()).endpoint());
    }

    /** The endpoint as SNS lists it. */
    private Optional<String> listed(Subscription wanted) {
        return wanted.subscriber() instanceof Subscriber.OfEndpoint ofEndpoint
                ? Optional.of(ofEndpoint.listed())
                : endpoint(wanted);
    }

    private PlanEntry described(Subscription wanted) {
        PlanEntry step = PlanEntry.create(KIND, wanted.toString(), () -> subscribe(wanted))
                .with("protocol", wanted.subscriber().protocol());
        if (!wanted.filter().isEmpty()) {
            step.with("filter", text(wanted.filter()));
        }
        if (wanted.subscriber().takesRaw()) {
            step.with("raw", String.valueOf(wanted.raw()));
        }
        wanted.undelivered().ifPresent(queue -> step.with("dead letters", queue.name()));
        role(wanted).ifPresent(role -> step.with("role", role));
        return step;
    }

    /** Whether the subscription exists and is confirmed. */
    boolean isConfirmed(Subscription wanted) {
        return topics.arn(wanted.topic()).stream()
                .flatMap(arn -> of(arn).stream())
                .anyMatch(one -> one.leadsTo(wanted.subscriber().protocol(), listed(wanted)) && !one.isPending());
    }

    /** Creates the subscription, or makes SNS ask again for its confirmation. */
    void subscribe(Subscription wanted) {
        String topicArn = topics.made(wanted.topic());
        String protocol = wanted.subscriber().protocol();
        String endpoint = endpoint(wanted)
                .orElseThrow(() -> new IllegalStateException("queue " + wanted.subscriber() + " is not there"));
        try {
            sns.subscribe(request -> request.topicArn(topicArn)
                    .protocol(protocol)
                    .endpoint(endpoint)
                    .attributes(attributes(wanted))
                    .returnSubscriptionArn(false)
                    .overrideConfiguration(RegionOfArn.of(sns, topicArn)));
        } catch (InvalidParameterException e) {
            known.remove(topicArn);
            if (of(topicArn).stream().anyMatch(one -> one.leadsTo(protocol, listed(wanted)))) {
                throw new OvertakenException(e);
            }
            throw e;
        }
    }

    private Map<String, String> attributes(Subscription wanted) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (!wanted.filter().isEmpty()) {
            attributes.put(FILTER_POLICY_SCOPE, wanted.filter().scope().toString());
            attributes.put(FILTER_POLICY, wanted.filter().json());
        }
        if (wanted.raw()) {
            attributes.put(RAW, "true");
        }
        wanted.undelivered()
                .ifPresent(
                        queue -> attributes.put(REDRIVE_POLICY, redrive(queue).json()));
        role(wanted).ifPresent(role -> attributes.put(ROLE, role));
        return attributes;
    }

    /**
     * The differences, in an order in which no event is lost. The dead-letter queue comes first, and the filter lets
     * everything pass before its scope changes.
     */
    private PlanEntry compared(String arn, Subscription wanted) {
        Map<String, String> reported = attributes(arn);
        PlanEntry step = PlanEntry.leave(KIND, wanted.toString());
        RedrivePolicy there = RedrivePolicy.of(reported.get(REDRIVE_POLICY));
        wanted.undelivered().ifPresent(queue -> compareRedrive(step, arn, there, queue, wanted));
        if (wanted.isWithoutUndelivered() && !there.isNone()) {
            step.change("dead letters", there.target(), "none", () -> set(arn, REDRIVE_POLICY, ""));
        }
        role(wanted)
                .filter(role -> !role.equals(reported.get(ROLE)))
                .ifPresent(role -> step.change("role", reported.get(ROLE), role, () -> set(arn, ROLE, role)));
        boolean raw = Boolean.parseBoolean(reported.get(RAW));
        if (wanted.raw() != raw) {
            String value = String.valueOf(wanted.raw());
            step.change("raw", String.valueOf(raw), value, () -> set(arn, RAW, value));
        }
        compareFilter(step, arn, reported, wanted.filter());
        return step;
    }

    private void compareRedrive(PlanEntry step, String arn, RedrivePolicy there, Queue queue, Subscription wanted) {
        Optional<RedrivePolicy> known = queues.find(queue).map(existing -> new RedrivePolicy(existing.arn(), 0));
        if (there.isNone() || (!there.leadsTo(known) && !wanted.isUndeliveredByDefault())) {
            step.change(
                    "dead letters",
                    there.isNone() ? null : there.target(),
                    queue.name(),
                    () -> set(arn, REDRIVE_POLICY, redrive(queue).json()));
        } else if (!there.leadsTo(known)) {
            step.left("dead letters go to " + there.deadLetterTargetArn() + ", set by others");
        }
    }

    private void compareFilter(PlanEntry step, String arn, Map<String, String> reported, FilterPolicy filter) {
        FilterPolicy there = FilterPolicy.reported(reported.get(FILTER_POLICY), reported.get(FILTER_POLICY_SCOPE));
        if (filter.equals(there)) {
            return;
        }
        step.change("filter", text(there), text(filter));
        if (filter.isEmpty()) {
            step.then(() -> set(arn, FILTER_POLICY, EVERYTHING));
            return;
        }
        if (filter.scope() != FilterPolicy.Scope.named(reported.get(FILTER_POLICY_SCOPE))) {
            // In the new scope the old policy would match nothing, or be refused.
            if (!there.isEmpty()) {
                step.then(() -> set(arn, FILTER_POLICY, EVERYTHING));
            }
            step.then(() -> set(arn, FILTER_POLICY_SCOPE, filter.scope().toString()));
        }
        step.then(() -> set(arn, FILTER_POLICY, filter.json()));
    }

    private static String text(FilterPolicy filter) {
        if (filter.isEmpty()) {
            return "everything";
        }
        return filter.scope() == FilterPolicy.Scope.MESSAGE_BODY ? filter.json() + " of the body" : filter.json();
    }

    private void set(String arn, String name, String value) {
        sns.setSubscriptionAttributes(request -> request.subscriptionArn(arn)
                .attributeName(name)
                .attributeValue(value)
                .overrideConfiguration(RegionOfArn.of(sns, arn)));
    }

    private RedrivePolicy redrive(Queue queue) {
        return new RedrivePolicy(queues.madeArn(queue), 0);
    }

    private static Optional<String> role(Subscription wanted) {
        return wanted.subscriber() instanceof Subscriber.OfEndpoint endpoint
                ? Optional.ofNullable(endpoint.role())
                : Optional.empty();
    }
}
