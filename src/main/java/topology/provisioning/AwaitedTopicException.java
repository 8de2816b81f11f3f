package topology.provisioning;

/** A topic of others is not there yet. The route that needs it starts when it is. */
final class AwaitedTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AwaitedTopicException(String waiting) {
        super(waiting);
    }
}
