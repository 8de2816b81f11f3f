package local.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * A subscription and its
 * <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html">attributes</a>.
 */
final class Subscription {
    private static final String FILTER_POLICY = "FilterPolicy";
    private static final String FILTER_POLICY_SCOPE = "FilterPolicyScope";
    private static final String RAW = "RawMessageDelivery";
    private static final String REDRIVE_POLICY = "RedrivePolicy";
    private static final String DEAD_LETTER_TARGET = "deadLetterTargetArn";
    private static final String DELIVERY_POLICY = "DeliveryPolicy";
    private static final String ROLE = "SubscriptionRoleArn";
    private static final Set<String> CAN_BE_RAW = Set.of("sqs", "http", "https", "firehose");

    private final Topic topic;
    private final String arn;
    private final String protocol;
    private final String endpoint;
    private final String token = UUID.randomUUID().toString().replace("-", "");
    private final Map<String, String> settings = new LinkedHashMap<>();

    private FilterPolicy filter;
    private Arn deadLetterQueue;
    private DeliveryPolicy deliveryPolicy = DeliveryPolicy.NONE;
    private boolean confirmedByLink;
    private boolean pending;
    private boolean signedUnsubscribeOnly;

    Subscription(Topic topic, String protocol, String endpoint, Map<String, String> settings) {
        this.topic = topic;
        this.arn = topic.arn() + ":" + UUID.randomUUID();
        this.protocol = protocol;
        this.endpoint = endpoint;
        this.settings.put(RAW, "false");
        this.settings.put(FILTER_POLICY_SCOPE, FilterPolicy.Scope.MessageAttributes.name());
        // The scope first: whether a policy is valid depends on it.
        if (settings.containsKey(FILTER_POLICY_SCOPE)) {
            set(FILTER_POLICY_SCOPE, settings.get(FILTER_POLICY_SCOPE));
        }
        settings.forEach(this::set);
    }

    Topic topic() {
        return topic;
    }

    String arn() {
        return arn;
    }

    String protocol() {
        return protocol;
    }

    String endpoint() {
        return endpoint;
    }

    /** The endpoint as AWS shows it: with stars for a password. */
    String shownEndpoint() {
        return endpoint.replaceFirst("^(https?://[^:/@]*):[^@/]*@", "$1:****@");
    }

    /** The token that confirms or restores this subscription. */
    String token() {
        return token;
    }

    boolean isPending() {
        return pending;
    }

    void awaitConfirmation() {
        confirmedByLink = true;
        pending = true;
    }

    /** @param signedUnsubscribeOnly whether the link in a notification may no longer end the subscription */
    void confirm(boolean signedUnsubscribeOnly) {
        this.pending = false;
        this.signedUnsubscribeOnly = signedUnsubscribeOnly;
    }

    boolean isSignedUnsubscribeOnly() {
        return signedUnsubscribeOnly;
    }

    boolean accepts(Message message) {
        return !pending && (filter == null || filter.accepts(message, protocol));
    }

    Subscriber subscriber() {
        return new Subscriber(
                topic.arn().toString(),
                arn,
                protocol,
                endpoint,
                Boolean.parseBoolean(settings.get(RAW)),
                deadLetterQueue,
                effectiveDeliveryPolicy(),
                topic.attributes().signatureVersion());
    }

    /** Whether each of these settings is the same in another subscription. */
    boolean agrees(Subscription other, Set<String> names) {
        return names.stream().allMatch(name -> Objects.equals(settings.get(name), other.settings.get(name)));
    }

    /** @throws SnsException if AWS refuses the attribute or the value */
    void set(String name, String value) {
        switch (name) {
            case FILTER_POLICY -> filter = filter(value, settings.get(FILTER_POLICY_SCOPE));
            case FILTER_POLICY_SCOPE -> filter = filter(settings.get(FILTER_POLICY), value);
            case RAW -> checkRaw(value);
            case REDRIVE_POLICY -> deadLetterQueue = value.isEmpty() ? null : deadLetterQueue(value);
            case DELIVERY_POLICY ->
                deliveryPolicy = value.isEmpty() ? DeliveryPolicy.NONE : DeliveryPolicy.ofSubscription(value);
            case ROLE -> {
                // Kept only: nothing is delivered to Firehose here.
            }
            case "ReplayPolicy" -> throw SnsException.notSupportedHere("subscription attribute " + name);
            default -> throw SnsException.invalidParameter("AttributeName");
        }
        if (value.isEmpty() || (name.equals(FILTER_POLICY) && filter == null)) {
            settings.remove(name);
        } else {
            settings.put(name, shown(name, value));
        }
    }

    private String shown(String name, String value) {
        return switch (name) {
            case RAW -> value.toLowerCase(Locale.ROOT);
            case DELIVERY_POLICY -> deliveryPolicy.subscriptionJson();
            default -> value;
        };
    }

    private DeliveryPolicy effectiveDeliveryPolicy() {
        return topic.attributes().deliveryPolicy().forSubscription(deliveryPolicy);
    }

    /** All that GetSubscriptionAttributes shows. */
    Map<String, String> attributes() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SubscriptionArn", arn);
        all.put("TopicArn", topic.arn().toString());
        all.put("Owner", Arn.LOCAL_ACCOUNT);
        all.put("Protocol", protocol);
        all.put("Endpoint", shownEndpoint());
        all.put("PendingConfirmation", Boolean.toString(pending));
        all.put(
                "ConfirmationWasAuthenticated",
                Boolean.toString(!pending && (signedUnsubscribeOnly || !confirmedByLink)));
        all.put("SubscriptionPrincipal", "arn:aws:iam::" + Arn.LOCAL_ACCOUNT + ":user/local");
        all.putAll(settings);
        if (protocol.startsWith("http")) {
            all.put("EffectiveDeliveryPolicy", effectiveDeliveryPolicy().effectiveSubscriptionJson());
        }
        if (filter == null) {
            all.remove(FILTER_POLICY_SCOPE);
        }
        return all;
    }

    private static FilterPolicy filter(String policy, String scope) {
        FilterPolicy.Scope parsed = scope(scope);
        boolean none = policy == null || policy.isBlank() || policy.strip().equals("{}");
        return none ? null : FilterPolicy.of(policy, parsed);
    }

    private static FilterPolicy.Scope scope(String scope) {
        try {
            return FilterPolicy.Scope.valueOf(scope);
        } catch (IllegalArgumentException e) {
            throw SnsException.invalidParameter("FilterPolicyScope: Invalid value [" + scope
                    + "]. Please use either MessageBody or MessageAttributes");
        }
    }

    private void checkRaw(String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw SnsException.invalidParameter(RAW + ": Invalid value [" + value + "]. Must be true or false.");
        }
        if (value.equalsIgnoreCase("true") && !CAN_BE_RAW.contains(protocol)) {
            throw SnsException.invalidParameter(
                    "Delivery protocol [" + protocol + "] does not support raw message delivery.");
        }
    }

    private Arn deadLetterQueue(String policy) {
        ObjectNode parsed = Json.parseObject(policy)
                .orElseThrow(() -> SnsException.invalidParameter(REDRIVE_POLICY + ": failed to parse JSON."));
        parsed.fieldNames().forEachRemaining(name -> {
            if (!name.equals(DEAD_LETTER_TARGET)) {
                throw SnsException.invalidParameter(
                        REDRIVE_POLICY + ": invalid JSON. Attribute " + name + " is unknown.");
            }
        });
        String target = parsed.path(DEAD_LETTER_TARGET).asText();
        Arn queue = Arn.parse(target)
                .filter(Arn::isQueue)
                .orElseThrow(() ->
                        SnsException.invalidParameter(REDRIVE_POLICY + ": deadLetterTargetArn is an invalid arn"));
        boolean fifoSubscription = topic.isFifo() && endpoint.endsWith(".fifo");
        if (fifoSubscription && !queue.isFifo()) {
            throw SnsException.invalidParameter(
                    REDRIVE_POLICY + ": must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
        }
        if (!topic.isFifo() && queue.isFifo()) {
            throw SnsException.invalidParameter(
                    REDRIVE_POLICY + ": must use a standard queue as DLQ for a subscription to a standard topic.");
        }
        return queue;
    }
}
