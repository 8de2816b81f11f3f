package topology.provisioning;

/** Thrown if a topic that others create does not exist yet. The route starts as soon as the topic exists. */
final class AwaitedTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AwaitedTopicException(String waiting) {
        super(waiting);
    }
}
