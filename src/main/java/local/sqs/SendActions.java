package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Map;
import local.http.HttpAnswer;

/** The actions that send messages: what AWS refuses does not reach ElasticMQ. */
final class SendActions {
    private static final String QUEUE = "QueueUrl";

    private final Queues queues;

    SendActions(Queues queues) {
        this.queues = queues;
    }

    Map<String, Action> actions() {
        return Map.of("SendMessage", this::send, "SendMessageBatch", this::sendBatch);
    }

    private Future<HttpAnswer> send(SqsCall call) {
        ObjectNode message = call.parameters();
        ObjectNode accepted = new OutgoingMessage(queues.at(call.text(QUEUE)), message, written(call)).accepted();
        return accepted.equals(message) ? call.forward() : call.forward(accepted);
    }

    private Future<HttpAnswer> sendBatch(SqsCall call) {
        QueueSettings queue = queues.at(call.text(QUEUE));
        Batch batch = new Batch("SendMessageBatchRequestEntry", call);
        if (written(call) > Limits.LARGEST_MESSAGE) {
            checkTogether(batch);
        }
        return batch.forwardChanged(entry -> new OutgoingMessage(queue, entry, written(call)).accepted());
    }

    private static int written(SqsCall call) {
        return call.protocol().body().length;
    }

    private static void checkTogether(Batch batch) {
        long size = 0;
        for (ObjectNode entry : batch.entries()) {
            size += OutgoingMessage.size(entry);
        }
        if (size > Limits.LARGEST_MESSAGE) {
            throw SqsException.refused(
                    "BatchRequestTooLong",
                    "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
                            .formatted(Limits.LARGEST_MESSAGE, size));
        }
    }
}
