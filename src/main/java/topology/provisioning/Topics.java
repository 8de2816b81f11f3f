package topology.provisioning;

import aws.TopicArns;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.Tag;
import topology.Tags;
import topology.Topic;

/** Compares configured topics with AWS, and creates missing ones. */
public final class Topics {
    static final String KIND = "topic";

    private final SnsClient sns;
    private final TopicArns arns;
    private final String owner;

    public Topics(SnsClient sns, TopicArns arns, String owner) {
        this.sns = sns;
        this.arns = arns;
        this.owner = owner;
    }

    /** Compares a topic of this account and region with AWS. */
    PlanEntry plan(Topic topic) {
        return arn(topic)
                .map(there -> PlanEntry.leave(KIND, topic.name()))
                .orElseGet(() -> PlanEntry.create(KIND, topic.name(), () -> create(topic)));
    }

    /** The topic's ARN, if the topic exists; a topic given by its ARN is not checked. */
    public Optional<String> arn(Topic topic) {
        return topic.isGivenByArn() ? Optional.of(topic.nameOrArn()) : arns.known(sns, topic.name());
    }

    /** The ARN of a topic that this plan has created before. */
    String made(Topic topic) {
        return arn(topic).orElseThrow(() -> new IllegalStateException("topic " + topic + " is not there"));
    }

    /** The ARNs of all topics of this account and region, by name. */
    Map<String, String> all() {
        return arns.all(sns);
    }

    /** Discards what is known of topics, because it is outdated. */
    void lookAgain() {
        arns.forget(sns);
    }

    /** Whether this application created the topic. */
    boolean isOurs(String arn) {
        return sns.listTagsForResource(request -> request.resourceArn(arn)).tags().stream()
                .anyMatch(tag -> tag.key().equals(Tags.OWNER) && tag.value().equals(owner));
    }

    void delete(String arn) {
        sns.deleteTopic(request -> request.topicArn(arn));
    }

    private void create(Topic topic) {
        Map<String, String> attributes = topic.isFifo() ? Map.of("FifoTopic", "true") : Map.of();
        Tag tag = Tag.builder().key(Tags.OWNER).value(owner).build();
        try {
            String arn = sns.createTopic(request ->
                            request.name(topic.name()).attributes(attributes).tags(tag))
                    .topicArn();
            arns.made(sns, topic.name(), arn);
        } catch (InvalidParameterException e) {
            lookAgain();
            if (arn(topic).isPresent()) {
                throw new OvertakenException(e);
            }
            throw e;
        } catch (RuntimeException e) {
            // Others may create the topic if this application is not allowed to.
            lookAgain();
            throw e;
        }
    }
}
