package topology;

import aws.Fifo;
import configuration.Template;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;

/**
 * A topic that routes use: the application creates it, or others own it.
 *
 * @param settings the attributes and tags that the user wrote
 * @param access who may publish, in addition to those with IAM permissions
 */
public record DeclaredTopic(Topic topic, Settings settings, Grants access) {
    private static final String TOPIC = "topic";
    private static final String PUBLISHERS = "publishers";

    /** A topic about which the user wrote only its name. */
    static DeclaredTopic of(Topic topic) {
        return new DeclaredTopic(topic, Settings.NONE, Grants.NONE);
    }

    /** Declares the parameters of the template {@code topic}. */
    public static Template declare(Template template) {
        template.required(TOPIC, Names.ownTopic(), "The topic: its name")
                .optional(
                        PUBLISHERS,
                        Grants.ofServices(),
                        "The AWS services that may publish: s3, events, cloudwatch, events.rds and so on. Who has permission by IAM may publish without")
                .optional(
                        "statements",
                        Grants.ofStatements(),
                        "Further statements of the topic's policy, in JSON. A statement without Resource is about the topic");
        return Settings.declare(template, TopicAttributes.ALL, "Tags for the topic. Other tags stay")
                .agreeing(parameters ->
                        Settings.objection(TopicAttributes.ALL, parameters, Fifo.is(parameters.get(TOPIC)), "topics"))
                .agreeingWithOthers(DeclaredTopic::repetition);
    }

    /** The topic that the parameters of the template {@code topic} describe. */
    static DeclaredTopic of(Map<String, String> parameters) {
        return new DeclaredTopic(
                new Topic(parameters.get(TOPIC)),
                Settings.of(TopicAttributes.ALL, parameters),
                Grants.of(PUBLISHERS, parameters));
    }

    private static Optional<Objection> repetition(Map<String, String> parameters, Map<String, String> other) {
        return TOPIC.equals(other.get(Template.ID)) && parameters.get(TOPIC).equals(other.get(TOPIC))
                ? Optional.of(new Objection(TOPIC, "another topic than that"))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return topic.toString();
    }
}
