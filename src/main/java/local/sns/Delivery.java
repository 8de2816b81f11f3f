package local.sns;

/** One message on its way to one subscriber. */
record Delivery(Message message, Subscriber to) {
    String text() {
        return message.text(to.protocol());
    }

    /** Whether subscribers see the bare text; what asks for a confirmation always has its envelope. */
    boolean isRaw() {
        return to.raw() && message.type() == Message.Type.Notification;
    }

    @Override
    public String toString() {
        return message.type() + " " + message.id() + " of " + to.topicArn() + " to " + to.subscriptionArn();
    }
}
