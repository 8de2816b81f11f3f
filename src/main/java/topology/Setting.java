package topology;

import com.fasterxml.jackson.databind.JsonNode;
import configuration.Rule;
import java.util.Map;
import java.util.Optional;

/**
 * One attribute of a topic or queue that a user can set. Each is written down once, in {@link TopicAttributes} or {@link
 * QueueAttributes}; templates, plans, exports and imports follow from there.
 */
public interface Setting {
    /** The name of the parameter. */
    String parameter();

    /** What a user may write. */
    Rule rule();

    /** What the attribute does, as one sentence of the documentation. */
    String description();

    /** AWS's default, as a user would write it; empty if AWS has no default. */
    String otherwise();

    /** Whether only FIFO topics or queues have it. */
    default boolean isForFifo() {
        return false;
    }

    /** Whether the values for AWS name resources of the account. */
    default boolean needsAccount() {
        return false;
    }

    /** The value in its usual spelling, so that equal values are equal texts: {@code 168h} is {@code 7d}. */
    default String usual(String written) {
        return written;
    }

    /** Whether a reported value, in its usual spelling, matches what the user wrote. */
    default boolean isAs(String written, String reported) {
        return usual(written).equals(reported);
    }

    /** The AWS attributes that the value stands for. */
    Map<String, String> values(String written, Account account);

    /** The AWS attributes that change a resource with the reported attributes. */
    default Map<String, String> changes(String written, Map<String, String> reported, Account account) {
        return values(written, account);
    }

    /** The value in its usual spelling, from the attributes that AWS reports; empty if they do not contain it. */
    Optional<String> reported(Map<String, String> reported);

    /** The properties of the resource in CloudFormation; empty if CloudFormation has none. */
    Map<String, JsonNode> properties(String written, Account account);

    /** This attribute, restricted to FIFO topics or queues. */
    default Setting forFifo() {
        return new FifoAttribute(this);
    }
}
