package topology;

import configuration.Template;
import configuration.Template.Objection;
import event.MessageLimits;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import publishing.EventLimit;

/**
 * Which subscribers SNS allows on a topic for events of more than 256 KB.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html">Large messages</a>
 */
public final class LargeEvents {
    private static final Set<String> WITH_A_LIMIT = Set.of("topic", "publish");

    private LargeEvents() {}

    /**
     * An objection to a {@code fan-out} whose protocol SNS does not allow, because another route says that their topic takes
     * large events.
     */
    public static Optional<Objection> objection(Map<String, String> fanOut, Map<String, String> other) {
        boolean isLarge = WITH_A_LIMIT.contains(other.get(Template.ID))
                && fanOut.get("topic").equals(other.get("topic"))
                && Integer.parseInt(other.getOrDefault(EventLimit.PARAMETER, "0")) > MessageLimits.SNS_BYTES;
        return isLarge && !Subscription.subscriber(fanOut).takesLargeEvents()
                ? Optional.of(
                        new Objection("protocol", "sqs, lambda or firehose, because of the " + EventLimit.PARAMETER))
                : Optional.empty();
    }
}
