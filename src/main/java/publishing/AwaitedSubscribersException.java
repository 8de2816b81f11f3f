package publishing;

import java.util.List;
import java.util.stream.Collectors;
import publishing.Subscribers.Awaited;

/** The refusal to publish to a topic that waits for fan-out routes. The message names them. */
public final class AwaitedSubscribersException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final boolean onlyConfirmationsAwaited;

    AwaitedSubscribersException(String topic, List<Awaited> awaited) {
        super("topic %s waits for %s"
                .formatted(topic, awaited.stream().map(Awaited::fanOut).collect(Collectors.joining(", "))));
        this.topic = topic;
        this.onlyConfirmationsAwaited = awaited.stream().allMatch(Awaited::isStarted);
    }

    /** The name or the ARN of the topic. */
    String topic() {
        return topic;
    }

    /** Whether all fan-out routes have started, and only subscribers have not confirmed yet. */
    boolean onlyConfirmationsAwaited() {
        return onlyConfirmationsAwaited;
    }
}
