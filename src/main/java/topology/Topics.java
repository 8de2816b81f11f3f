package topology;

import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;

/** Makes topics exist. */
final class Topics {
    private final SnsClient sns;
    private final Provisioned provisioned;

    Topics(SnsClient sns, Provisioned provisioned) {
        this.sns = sns;
        this.provisioned = provisioned;
    }

    /** The topic's ARN. A topic that is given by its ARN belongs to others, who make it. */
    String arn(Topic topic) {
        if (topic.isGivenByArn()) {
            return topic.nameOrArn();
        }
        return sns.listTopicsPaginator().topics().stream()
                .map(existing -> existing.topicArn())
                .filter(arn -> arn.endsWith(":" + topic.name()))
                .findFirst()
                .orElseGet(() -> created(topic));
    }

    private String created(Topic topic) {
        Map<String, String> attributes = topic.isFifo() ? Map.of("FifoTopic", "true") : Map.of();
        String arn = sns.createTopic(request -> request.name(topic.name()).attributes(attributes))
                .topicArn();
        provisioned.changed("created topic " + topic.name());
        return arn;
    }
}
