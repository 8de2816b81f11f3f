package local.sns;

import java.net.URI;
import java.util.List;

/** Delivers each message over the protocol of its subscriber. The publisher does not wait for the delivery. */
final class Deliveries implements AutoCloseable {
    private final SqsDelivery sqs;
    private final HttpDelivery http;
    private final DeliveryRecord others;

    Deliveries(URI sqsEndpoint, Envelope envelope) {
        sqs = new SqsDelivery(sqsEndpoint, envelope);
        http = new HttpDelivery(envelope, sqs);
        others = new DeliveryRecord(envelope);
    }

    void deliver(Message message, Subscriber to) {
        Delivery delivery = new Delivery(message, to);
        switch (to.protocol()) {
            case "sqs" -> sqs.deliver(delivery);
            case "http", "https" -> http.deliver(delivery);
            default -> others.deliver(delivery);
        }
    }

    List<RecordedDelivery> recorded() {
        return others.all();
    }

    @Override
    public void close() {
        // HTTP first: messages that it gives up go to dead-letter queues.
        http.close();
        sqs.close();
    }
}
