package local.sns;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import local.http.Xml;

/** The actions that create, list, change and delete topics. */
final class TopicActions {
    private static final String DATA_PROTECTION_POLICY = "DataProtectionPolicy";

    private final Topics topics;
    private final Clock clock;

    TopicActions(Topics topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    Map<String, Action> all() {
        return Map.of(
                "CreateTopic", this::create,
                "DeleteTopic", this::delete,
                "ListTopics", this::list,
                "GetTopicAttributes", this::attributes,
                "SetTopicAttributes", this::setAttribute,
                "GetDataProtectionPolicy", this::dataProtectionPolicy,
                "PutDataProtectionPolicy", this::setDataProtectionPolicy);
    }

    private void create(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        String name = parameters.require("Name");
        Map<String, String> attributes = parameters.map("Attributes");
        Map<String, String> tags = Tags.read(parameters);
        Topic.checkName(name, TopicAttributes.askForFifo(attributes));
        Arn arn = Arn.topic(request.region(), name);
        Topic asked = topic(arn, attributes, tags);
        parameters.find(DATA_PROTECTION_POLICY).ifPresent(asked::setDataProtectionPolicy);
        Optional<Topic> existing = topics.find(arn);
        existing.ifPresent(topic -> checkSame(topic, asked, attributes.keySet()));
        if (existing.isEmpty()) {
            topics.add(asked);
        }
        result.element("TopicArn", arn.toString());
    }

    private Topic topic(Arn arn, Map<String, String> attributes, Map<String, String> tags) {
        try {
            return new Topic(arn, attributes, tags, clock);
        } catch (SnsException e) {
            throw e.in("Attributes");
        }
    }

    private static void checkSame(Topic topic, Topic asked, Set<String> attributes) {
        if (!topic.attributes().agree(asked.attributes(), attributes)) {
            throw SnsException.invalidParameter("Attributes Reason: Topic already exists with different attributes");
        }
        if (!topic.tags().entrySet().containsAll(asked.tags().entrySet())) {
            throw SnsException.invalidParameter("Tags Reason: Topic already exists with different tags");
        }
    }

    private void delete(SnsRequest request, Xml result) {
        Arn arn = Topics.parse(request.parameters().require("TopicArn"), request);
        if (topics.find(arn).filter(topic -> topic.attributes().isArchived()).isPresent()) {
            throw new SnsException(
                    400, "InvalidState", "Invalid state: Cannot delete a topic with an active ArchivePolicy");
        }
        topics.remove(arn);
    }

    private void list(SnsRequest request, Xml result) {
        Page<Topic> page =
                Page.of(topics.of(request.region()), request.parameters().get("NextToken"));
        result.element(
                "Topics",
                list -> page.items()
                        .forEach(topic -> list.element(
                                "member",
                                member -> member.element("TopicArn", topic.arn().toString()))));
        result.optional("NextToken", page.nextToken());
    }

    private void attributes(SnsRequest request, Xml result) {
        Topic topic = topics.require(request.parameters().require("TopicArn"), request);
        Map<String, String> attributes = topic.attributes().values();
        long pending = topic.subscriptions().values().stream()
                .filter(Subscription::isPending)
                .count();
        attributes.put("SubscriptionsPending", Long.toString(pending));
        attributes.put(
                "SubscriptionsConfirmed", Long.toString(topic.subscriptions().size() - pending));
        attributes.put("SubscriptionsDeleted", "0");
        result.map("Attributes", attributes);
    }

    private void setAttribute(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        topics.require(parameters.require("TopicArn"), request)
                .setAttribute(
                        parameters.require("AttributeName"),
                        parameters.find("AttributeValue").orElse(""));
    }

    private void dataProtectionPolicy(SnsRequest request, Xml result) {
        Topic topic = topics.require(request.parameters().require("ResourceArn"), request);
        result.element(DATA_PROTECTION_POLICY, topic.dataProtectionPolicy());
    }

    private void setDataProtectionPolicy(SnsRequest request, Xml result) {
        topics.require(request.parameters().require("ResourceArn"), request)
                .setDataProtectionPolicy(request.parameters().require(DATA_PROTECTION_POLICY));
    }
}
