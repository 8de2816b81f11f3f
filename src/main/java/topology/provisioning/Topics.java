package topology.provisioning;

import aws.TopicArns;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.Tag;
import topology.Tags;
import topology.Topic;

/** Compares topics with those that are there, and makes what is missing. */
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

    /** What has to be done for a topic of this account and region. */
    PlanEntry plan(Topic topic) {
        return arn(topic)
                .map(there -> PlanEntry.leave(KIND, topic.name()))
                .orElseGet(() -> PlanEntry.create(KIND, topic.name(), () -> create(topic)));
    }

    /** The topic's ARN, if it is there; that of a topic of others is what is written. */
    public Optional<String> arn(Topic topic) {
        return topic.isGivenByArn() ? Optional.of(topic.nameOrArn()) : arns.known(sns, topic.name());
    }

    /** The ARN of a topic that this plan has made before. */
    String made(Topic topic) {
        return arn(topic).orElseThrow(() -> new IllegalStateException("topic " + topic + " is not there"));
    }

    /** The ARNs of all topics of this account and region, by name. */
    Map<String, String> all() {
        return arns.all(sns);
    }

    /** What is there is not what was known. */
    void lookAgain() {
        arns.forget(sns);
    }

    /** Whether this application has made the topic. */
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
            // Others may make it, where it is not allowed here.
            lookAgain();
            throw e;
        }
    }
}
