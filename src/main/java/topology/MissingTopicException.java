package topology;

/** A topic of others is not there yet. The route that needs it starts when it is. */
final class MissingTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingTopicException(String waiting) {
        super(waiting);
    }
}
