package local.sns;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import local.http.Xml;

/** The actions that make, confirm, list, change and end subscriptions. */
final class SubscriptionActions {
    private static final Set<String> CONFIRMED_BY_LINK = Set.of("http", "https", "email", "email-json");

    private final Topics topics;
    private final Deliveries deliveries;
    private final Clock clock;

    /** Subscriptions by their tokens, including subscriptions ended by a link: the same token restores them. */
    private final Map<String, Subscription> confirmable = new HashMap<>();

    SubscriptionActions(Topics topics, Deliveries deliveries, Clock clock) {
        this.topics = topics;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    Map<String, Action> all() {
        return Map.of(
                "Subscribe", this::subscribe,
                "ConfirmSubscription", this::confirm,
                "Unsubscribe", this::unsubscribe,
                "ListSubscriptions", this::list,
                "ListSubscriptionsByTopic", this::listByTopic,
                "GetSubscriptionAttributes", this::attributes,
                "SetSubscriptionAttributes", this::setAttribute);
    }

    private void subscribe(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        Topic topic = topics.require(parameters.require("TopicArn"), request);
        String protocol = parameters.require("Protocol");
        String endpoint = parameters.require("Endpoint");
        Endpoints.check(topic, protocol, endpoint);
        Map<String, String> settings = parameters.map("Attributes");
        Subscription asked = create(topic, protocol, endpoint, settings);
        Optional<Subscription> existing = topic.subscriptions().values().stream()
                .filter(other ->
                        other.protocol().equals(protocol) && other.endpoint().equals(endpoint))
                .findFirst();
        if (existing.isPresent() && !existing.get().agrees(asked, settings.keySet())) {
            throw SnsException.invalidParameter(
                    "Attributes Reason: Subscription already exists with different attributes");
        }
        Subscription subscription = existing.orElseGet(() -> add(asked));
        if (subscription.isPending()) {
            ask(subscription, Message.Type.SubscriptionConfirmation, """
                    You have chosen to subscribe to the topic %s.
                    To confirm the subscription, visit the SubscribeURL included in this message.""".formatted(topic.arn()));
        }
        boolean showArn = !subscription.isPending() || parameters.isTrue("ReturnSubscriptionArn");
        result.element("SubscriptionArn", showArn ? subscription.arn() : "pending confirmation");
    }

    private static Subscription create(Topic topic, String protocol, String endpoint, Map<String, String> settings) {
        try {
            return new Subscription(topic, protocol, endpoint, settings);
        } catch (SnsException e) {
            throw e.in("Attributes");
        }
    }

    private static Subscription add(Subscription asked) {
        asked.topic().checkLargeMessages(asked.topic().attributes().maximumMessageSize(), List.of(asked.protocol()));
        asked.topic().subscriptions().put(asked.arn(), asked);
        if (CONFIRMED_BY_LINK.contains(asked.protocol())) {
            asked.awaitConfirmation();
        }
        return asked;
    }

    private void ask(Subscription subscription, Message.Type type, String text) {
        confirmable.put(subscription.token(), subscription);
        deliveries.deliver(
                Message.asking(type, UUID.randomUUID().toString(), text, subscription.token(), clock.instant()),
                subscription.subscriber());
    }

    private void confirm(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        String topicArn = parameters.require("TopicArn");
        Subscription subscription = confirmable.get(parameters.require("Token"));
        if (subscription == null) {
            throw SnsException.invalidParameter("Token");
        }
        if (!subscription.topic().arn().toString().equals(topicArn)) {
            throw SnsException.invalidParameter("Topic");
        }
        // A later topic with the same name does not count.
        Topic topic = topics.find(subscription.topic().arn())
                .filter(found -> found == subscription.topic())
                .orElseThrow(SnsException::topicNotFound);
        topic.subscriptions().put(subscription.arn(), subscription);
        subscription.confirm(request.signed() && parameters.isTrue("AuthenticateOnUnsubscribe"));
        result.element("SubscriptionArn", subscription.arn());
    }

    private void unsubscribe(SnsRequest request, Xml result) {
        String arn = request.parameters().require("SubscriptionArn");
        if (arn.isEmpty()) {
            throw SnsException.invalidParameter("SubscriptionArn Reason: no value for required parameter");
        }
        topics.findSubscription(arn).ifPresent(subscription -> end(subscription, request.signed()));
    }

    private void end(Subscription subscription, boolean signed) {
        if (!signed && subscription.isSignedUnsubscribeOnly()) {
            throw new SnsException(403, "AuthorizationError", "Unsubscribing this subscription needs a signed request");
        }
        subscription.topic().subscriptions().remove(subscription.arn());
        if (signed) {
            confirmable.remove(subscription.token());
        } else if (CONFIRMED_BY_LINK.contains(subscription.protocol())) {
            ask(subscription, Message.Type.UnsubscribeConfirmation, """
                    You have chosen to deactivate subscription %s.
                    To cancel this operation and restore the subscription, visit the SubscribeURL included in this message.""".formatted(subscription.arn()));
        }
    }

    private void list(SnsRequest request, Xml result) {
        write(topics.subscriptionsOf(request.region()), request, result);
    }

    private void listByTopic(SnsRequest request, Xml result) {
        Topic topic = topics.require(request.parameters().require("TopicArn"), request);
        write(topic.subscriptions(), request, result);
    }

    private static void write(NavigableMap<String, Subscription> all, SnsRequest request, Xml result) {
        Page<Subscription> page = Page.of(all, request.parameters().get("NextToken"));
        result.element(
                "Subscriptions",
                list -> page.items()
                        .forEach(subscription -> list.element("member", member -> write(subscription, member))));
        result.optional("NextToken", page.nextToken());
    }

    private static void write(Subscription subscription, Xml member) {
        member.element("SubscriptionArn", subscription.isPending() ? "PendingConfirmation" : subscription.arn());
        member.element("Owner", Arn.LOCAL_ACCOUNT);
        member.element("Protocol", subscription.protocol());
        member.element("Endpoint", subscription.shownEndpoint());
        member.element("TopicArn", subscription.topic().arn().toString());
    }

    private void attributes(SnsRequest request, Xml result) {
        result.map("Attributes", require(request).attributes());
    }

    private void setAttribute(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        require(request)
                .set(
                        parameters.require("AttributeName"),
                        parameters.find("AttributeValue").orElse(""));
    }

    private Subscription require(SnsRequest request) {
        return topics.findSubscription(request.parameters().require("SubscriptionArn"))
                .orElseThrow(SnsException::subscriptionNotFound);
    }
}
