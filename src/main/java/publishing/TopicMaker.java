package publishing;

import java.util.Optional;
import org.apache.camel.CamelContext;

/** Who makes a topic that is missing; looked for in the registry. Without one, a route waits until others have made it. */
@FunctionalInterface
public interface TopicMaker {
    /**
     * The ARN of the topic, which is there now; empty if this application makes no topics.
     *
     * @param topic a name
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses
     */
    Optional<String> make(CamelContext context, String topic);
}
