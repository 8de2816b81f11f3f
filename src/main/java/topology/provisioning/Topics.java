package topology.provisioning;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.Tag;
import topology.Names;
import topology.Tags;
import topology.Topic;

/** Compares topics with those that are there, and makes what is missing. */
public final class Topics {
    static final String KIND = "topic";

    private final SnsClient sns;
    private final String owner;
    private final Map<String, String> arns = new HashMap<>();
    private Map<String, String> listed;

    public Topics(SnsClient sns, String owner) {
        this.sns = sns;
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
        if (topic.isGivenByArn()) {
            return Optional.of(topic.nameOrArn());
        }
        return Optional.ofNullable(arns.get(topic.name())).or(() -> Optional.ofNullable(all().get(topic.name())));
    }

    /** The ARN of a topic that this plan has made before. */
    String made(Topic topic) {
        return arn(topic).orElseThrow(() -> new IllegalStateException("topic " + topic + " is not there"));
    }

    /** The ARNs of all topics of this account and region, by name. */
    Map<String, String> all() {
        if (listed == null) {
            listed = new TreeMap<>();
            sns.listTopicsPaginator()
                    .topics()
                    .forEach(topic -> listed.put(Names.topicName(topic.topicArn()), topic.topicArn()));
        }
        return listed;
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
        try {
            arns.put(
                    topic.name(),
                    sns.createTopic(request -> request.name(topic.name())
                                    .attributes(attributes)
                                    .tags(Tag.builder()
                                            .key(Tags.OWNER)
                                            .value(owner)
                                            .build()))
                            .topicArn());
        } catch (InvalidParameterException e) {
            listed = null;
            if (arn(topic).isPresent()) {
                throw new OvertakenException(e);
            }
            throw e;
        }
    }
}
