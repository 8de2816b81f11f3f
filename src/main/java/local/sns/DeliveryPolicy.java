package local.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">delivery policy</a>: how
 * deliveries over HTTP are made and retried. Its JSON has one form for
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/set-topic-attributes-delivery-policy-json.html">topics</a> and one
 * for
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/set-sub-attributes-delivery-policy-json.html">subscriptions</a>.
 * AWS writes {@code null} for members that a subscription's policy leaves out, and accepts {@code null} in return.
 *
 * <p>Without a policy, there are three retries at intervals of 100 ms, where AWS waits 20 seconds.
 *
 * @param retries when to retry, if the policy says so
 * @param requestedType the content type of notifications, if the policy says so
 * @param overridesSubscriptions whether a topic's policy holds for subscriptions that have their own
 */
record DeliveryPolicy(Optional<RetryPolicy> retries, Optional<String> requestedType, boolean overridesSubscriptions) {
    private static final String PLAIN_TEXT = "text/plain; charset=UTF-8";
    private static final Duration LOCAL_PAUSE = Duration.ofMillis(100);
    private static final List<Duration> LOCAL_PAUSES = List.of(LOCAL_PAUSE, LOCAL_PAUSE, LOCAL_PAUSE);

    /** Leaves everything to the defaults. */
    static final DeliveryPolicy NONE = new DeliveryPolicy(Optional.empty(), Optional.empty(), false);

    private static final Set<String> MEMBERS_OF_A_SUBSCRIPTION =
            Set.of("healthyRetryPolicy", "sicklyRetryPolicy", "throttlePolicy", "requestPolicy", "guaranteed");
    private static final Set<String> MEMBERS_OF_A_TOPIC = Set.of(
            "defaultHealthyRetryPolicy",
            "defaultSicklyRetryPolicy",
            "disableSubscriptionOverrides",
            "defaultThrottlePolicy",
            "defaultRequestPolicy");

    private static final Set<String> TYPES_OF_A_TOPIC = Set.of("application/json", "text/plain");
    private static final Set<String> TYPES_OF_A_SUBSCRIPTION = Set.of(
            "application/atom+xml",
            "application/json",
            "application/octet-stream",
            "application/soap+xml",
            "application/x-www-form-urlencoded",
            "application/xhtml+xml",
            "application/xml",
            "text/css",
            "text/csv",
            "text/html",
            "text/plain",
            "text/xml");

    /** Reads the policy of a subscription. */
    static DeliveryPolicy ofSubscription(String json) {
        JsonNode policy = parse(json);
        checkMembers(policy, MEMBERS_OF_A_SUBSCRIPTION);
        refuseHere(policy, "sicklyRetryPolicy");
        refuseHere(policy, "throttlePolicy");
        if (truth(policy, "guaranteed")) {
            throw SnsException.notSupportedHere("DeliveryPolicy: guaranteed");
        }
        return new DeliveryPolicy(
                member(policy, "healthyRetryPolicy").map(RetryPolicy::new),
                member(policy, "requestPolicy").flatMap(request -> type(request, TYPES_OF_A_SUBSCRIPTION)),
                false);
    }

    /** Reads the policy of a topic, which supplies what its subscriptions leave out. Empty if it has no part for HTTP. */
    static Optional<DeliveryPolicy> ofTopic(String json) {
        JsonNode policy = parse(json);
        checkMembers(policy, Set.of("http"));
        return member(policy, "http").map(DeliveryPolicy::ofHttp);
    }

    private static DeliveryPolicy ofHttp(JsonNode http) {
        checkMembers(http, MEMBERS_OF_A_TOPIC);
        refuseHere(http, "defaultSicklyRetryPolicy");
        refuseHere(http, "defaultThrottlePolicy");
        return new DeliveryPolicy(
                member(http, "defaultHealthyRetryPolicy").map(RetryPolicy::new),
                member(http, "defaultRequestPolicy").flatMap(request -> type(request, TYPES_OF_A_TOPIC)),
                truth(http, "disableSubscriptionOverrides"));
    }

    /**
     * The effective policy of a subscription. This policy of the topic supplies what the subscription's policy leaves
     * out, or replaces it.
     */
    DeliveryPolicy forSubscription(DeliveryPolicy own) {
        return overridesSubscriptions
                ? this
                : new DeliveryPolicy(own.retries.or(() -> retries), own.requestedType.or(() -> requestedType), false);
    }

    /** The pause before each retry. */
    List<Duration> pauses() {
        return retries.map(RetryPolicy::pauses).orElse(LOCAL_PAUSES);
    }

    /** The content type of a notification. */
    String contentType() {
        return requestedType.orElse(PLAIN_TEXT);
    }

    /** The JSON of a topic's policy. */
    String topicJson() {
        return topicJson(retries.map(RetryPolicy::given), requestedType);
    }

    /** The JSON of a topic's policy together with the defaults of AWS. */
    String effectiveTopicJson() {
        return topicJson(Optional.of(retries.orElse(RetryPolicy.OF_AWS).complete()), Optional.of(contentType()));
    }

    private String topicJson(Optional<JsonNode> shownRetries, Optional<String> shownType) {
        ObjectNode policy = Json.object();
        ObjectNode http = policy.putObject("http");
        shownRetries.ifPresent(shown -> http.set("defaultHealthyRetryPolicy", shown));
        http.put("disableSubscriptionOverrides", overridesSubscriptions);
        shownType.ifPresent(shown -> http.putObject("defaultRequestPolicy").put("headerContentType", shown));
        return policy.toString();
    }

    /** The JSON of a subscription's policy. */
    String subscriptionJson() {
        return subscriptionJson(retries.map(RetryPolicy::given).orElse(null), requestedType);
    }

    /** The JSON of a subscription's policy together with the defaults of AWS. */
    String effectiveSubscriptionJson() {
        return subscriptionJson(retries.orElse(RetryPolicy.OF_AWS).complete(), Optional.of(contentType()));
    }

    private static String subscriptionJson(JsonNode shownRetries, Optional<String> shownType) {
        ObjectNode policy = Json.object();
        policy.set("healthyRetryPolicy", shownRetries);
        policy.putNull("sicklyRetryPolicy");
        policy.putNull("throttlePolicy");
        policy.set(
                "requestPolicy",
                shownType
                        .map(shown -> Json.object().put("headerContentType", shown))
                        .orElse(null));
        policy.put("guaranteed", false);
        return policy.toString();
    }

    private static JsonNode parse(String json) {
        return Json.parseObject(json).orElseThrow(() -> refused("failed to parse JSON."));
    }

    static void checkMembers(JsonNode policy, Set<String> known) {
        policy.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw refused("Unexpected JSON member: " + name);
            }
        });
    }

    /** Refuses a member that AWS supports and this SNS does not. {@code null} asks for nothing and is accepted. */
    private static void refuseHere(JsonNode policy, String name) {
        if (policy.hasNonNull(name)) {
            throw SnsException.notSupportedHere("DeliveryPolicy: " + name);
        }
    }

    private static Optional<JsonNode> member(JsonNode policy, String name) {
        if (!policy.hasNonNull(name)) {
            return Optional.empty();
        }
        if (!policy.get(name).isObject()) {
            throw refused(name + " must be an object");
        }
        return Optional.of(policy.get(name));
    }

    private static boolean truth(JsonNode policy, String name) {
        if (policy.hasNonNull(name) && !policy.get(name).isBoolean()) {
            throw refused(name + " must be true or false");
        }
        return policy.path(name).booleanValue();
    }

    private static Optional<String> type(JsonNode request, Set<String> allowed) {
        checkMembers(request, Set.of("headerContentType"));
        if (!request.hasNonNull("headerContentType")) {
            return Optional.empty();
        }
        String type = request.get("headerContentType").asText();
        if (!allowed.contains(type.replaceFirst(";.*", "").strip())) {
            throw refused("headerContentType " + type + " is not supported");
        }
        return Optional.of(type);
    }

    static SnsException refused(String why) {
        return SnsException.invalidParameter("DeliveryPolicy: " + why);
    }
}
