package local.sns;

/** One message on its way to one subscriber. */
record Delivery(Message message, Subscriber to) {
    String text() {
        return message.text(to.protocol());
    }

    /** Whether the subscriber gets the bare text. A request for confirmation always has an envelope. */
    boolean isRaw() {
        return to.raw() && message.type() == Message.Type.Notification;
    }

    @Override
    public String toString() {
        return message.type() + " " + message.id() + " of " + to.topicArn() + " to " + to.subscriptionArn();
    }
}
