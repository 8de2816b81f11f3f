package publishing;

/** The failure to find a topic, which does not exist yet, has another name, or is in another account or region. */
public final class TopicNotFoundException extends Exception {
    private static final long serialVersionUID = 1L;

    TopicNotFoundException(String topic) {
        super("There is no topic " + topic + " in the account and region of the SNS client");
    }
}
