package publishing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Topic;

/** The ARNs of topics by name, asked of SNS once. A topic that was missing is asked for again. */
final class TopicArns {
    private record Name(SnsClient client, String topic) {}

    private final Map<Name, String> known = new ConcurrentHashMap<>();

    Optional<String> find(SnsClient client, String topic) {
        Name name = new Name(client, topic);
        if (!known.containsKey(name)) {
            for (Topic listed : client.listTopicsPaginator().topics()) {
                String arn = listed.topicArn();
                known.put(new Name(client, arn.substring(arn.lastIndexOf(':') + 1)), arn);
            }
        }
        return Optional.ofNullable(known.get(name));
    }
}
