package publishing;

import java.util.List;

/** A topic has fan-out routes that have never started, so nothing may be published to it yet. The message names them. */
public final class AwaitedSubscribersException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String topic;

    AwaitedSubscribersException(String topic, List<String> awaited) {
        super("topic %s waits for %s".formatted(topic, String.join(", ", awaited)));
        this.topic = topic;
    }

    /** The name or the ARN of the topic. */
    String topic() {
        return topic;
    }
}
