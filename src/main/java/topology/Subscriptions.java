package topology;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;

/**
 * Makes subscriptions exist, with the attributes that are written.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html">SetSubscriptionAttributes</a>
 */
final class Subscriptions {
    private static final String FILTER_POLICY = "FilterPolicy";
    private static final String FILTER_POLICY_SCOPE = "FilterPolicyScope";
    private static final String RAW = "RawMessageDelivery";
    private static final String REDRIVE_POLICY = "RedrivePolicy";
    private static final String ROLE = "SubscriptionRoleArn";
    private static final String PENDING = "PendingConfirmation";
    private static final String EVERYTHING = "{}";

    private final SnsClient sns;
    private final Provisioned provisioned;

    Subscriptions(SnsClient sns, Provisioned provisioned) {
        this.sns = sns;
        this.provisioned = provisioned;
    }

    /** What a subscription is to be. */
    record Wanted(
            String topicArn,
            String protocol,
            String endpoint,
            FilterPolicy filter,
            boolean raw,
            Optional<RedrivePolicy> redrive,
            Optional<String> role) {}

    void make(Wanted wanted) {
        Optional<String> existing = find(wanted);
        if (existing.isEmpty() && subscribed(wanted)) {
            return;
        }
        String arn = existing.or(() -> find(wanted)).orElse(PENDING);
        if (arn.equals(PENDING)) {
            provisioned.left("waits for " + wanted.endpoint() + " to confirm");
        } else {
            change(arn, wanted);
        }
    }

    /** Whether this call made the subscription; false if another instance was faster, with other attributes. */
    private boolean subscribed(Wanted wanted) {
        try {
            String arn = sns.subscribe(request -> request.topicArn(wanted.topicArn())
                            .protocol(wanted.protocol())
                            .endpoint(wanted.endpoint())
                            .attributes(attributes(wanted))
                            .returnSubscriptionArn(false))
                    .subscriptionArn();
            provisioned.changed("subscribed " + wanted.protocol());
            if (!arn.startsWith("arn:")) {
                provisioned.left("waits for " + wanted.endpoint() + " to confirm");
            }
            return true;
        } catch (InvalidParameterException e) {
            if (find(wanted).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private static Map<String, String> attributes(Wanted wanted) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (!wanted.filter().isEmpty()) {
            attributes.put(FILTER_POLICY_SCOPE, wanted.filter().scope().toString());
            attributes.put(FILTER_POLICY, wanted.filter().json());
        }
        if (wanted.raw()) {
            attributes.put(RAW, "true");
        }
        wanted.redrive().ifPresent(policy -> attributes.put(REDRIVE_POLICY, policy.json()));
        wanted.role().ifPresent(role -> attributes.put(ROLE, role));
        return attributes;
    }

    /** Changes what differs, in an order in which no event is lost: dead letters first, and a filter opens before it closes. */
    private void change(String arn, Wanted wanted) {
        Map<String, String> reported = sns.getSubscriptionAttributes(request -> request.subscriptionArn(arn))
                .attributes();
        wanted.redrive().ifPresent(policy -> {
            RedrivePolicy there = RedrivePolicy.of(reported.get(REDRIVE_POLICY));
            if (there.leadsElsewhereThan(policy)) {
                provisioned.left(
                        "left the redrive policy of the subscription, which leads to " + there.deadLetterTargetArn());
            } else if (!there.equals(policy)) {
                set(arn, REDRIVE_POLICY, policy.json());
            }
        });
        wanted.role().filter(role -> !role.equals(reported.get(ROLE))).ifPresent(role -> set(arn, ROLE, role));
        if (wanted.raw() != Boolean.parseBoolean(reported.get(RAW))) {
            set(arn, RAW, String.valueOf(wanted.raw()));
        }
        changeFilter(arn, reported, wanted.filter());
    }

    private void changeFilter(String arn, Map<String, String> reported, FilterPolicy filter) {
        FilterPolicy there = FilterPolicy.reported(reported.get(FILTER_POLICY), reported.get(FILTER_POLICY_SCOPE));
        if (filter.equals(there)) {
            return;
        }
        if (filter.isEmpty()) {
            set(arn, FILTER_POLICY, EVERYTHING);
            return;
        }
        if (filter.scope() != FilterPolicy.Scope.named(reported.get(FILTER_POLICY_SCOPE))) {
            // The old policy in the new scope would match nothing, or be refused.
            if (!there.isEmpty()) {
                set(arn, FILTER_POLICY, EVERYTHING);
            }
            set(arn, FILTER_POLICY_SCOPE, filter.scope().toString());
        }
        set(arn, FILTER_POLICY, filter.json());
    }

    private void set(String arn, String name, String value) {
        sns.setSubscriptionAttributes(
                request -> request.subscriptionArn(arn).attributeName(name).attributeValue(value));
        provisioned.changed("changed %s to %s".formatted(name, value));
    }

    private Optional<String> find(Wanted wanted) {
        return ofTopic(wanted.topicArn())
                .filter(existing -> existing.protocol().equals(wanted.protocol())
                        && existing.endpoint().equals(wanted.endpoint()))
                .map(existing -> existing.subscriptionArn())
                .findFirst();
    }

    private Stream<software.amazon.awssdk.services.sns.model.Subscription> ofTopic(String topicArn) {
        try {
            return sns
                    .listSubscriptionsByTopicPaginator(request -> request.topicArn(topicArn))
                    .subscriptions()
                    .stream();
        } catch (AuthorizationErrorException e) {
            // A topic of another account shows its subscriptions to its owner; ours are still among our own.
            return sns.listSubscriptionsPaginator().subscriptions().stream()
                    .filter(existing -> existing.topicArn().equals(topicArn));
        }
    }
}
