package local.sns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The latest thousand deliveries over protocols that the local SNS cannot deliver to, such as email. */
final class DeliveryRecord {
    private static final int MOST = 1000;
    private static final Set<String> PLAIN = Set.of("email", "sms", "application");

    private final Envelope envelope;
    private final Deque<RecordedDelivery> latest = new ArrayDeque<>();

    DeliveryRecord(Envelope envelope) {
        this.envelope = envelope;
    }

    void deliver(Delivery delivery) {
        Message message = delivery.message();
        Subscriber to = delivery.to();
        boolean plain = PLAIN.contains(to.protocol()) && message.type() == Message.Type.Notification;
        RecordedDelivery recorded = new RecordedDelivery(
                message.type().name(),
                to.topicArn(),
                to.subscriptionArn(),
                to.protocol(),
                to.endpoint(),
                message.id(),
                message.subject(),
                plain ? delivery.text() : envelope.body(delivery));
        synchronized (latest) {
            latest.addLast(recorded);
            if (latest.size() > MOST) {
                latest.removeFirst();
            }
        }
    }

    List<RecordedDelivery> all() {
        synchronized (latest) {
            return List.copyOf(latest);
        }
    }
}
