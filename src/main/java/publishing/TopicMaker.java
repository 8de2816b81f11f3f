package publishing;

import java.util.Optional;
import org.apache.camel.CamelContext;

/** Makes a missing topic; found in the registry. Without one, a route waits until the topic is made elsewhere. */
@FunctionalInterface
public interface TopicMaker {
    /**
     * Makes a topic, if it is missing, and returns its ARN; empty if this application makes no topics.
     *
     * @param topic a name
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses
     */
    Optional<String> make(CamelContext context, String topic);
}
