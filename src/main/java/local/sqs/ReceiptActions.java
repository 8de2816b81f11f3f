package local.sqs;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import local.http.HttpAnswer;

/** The actions on received messages: delete them, or change their visibility timeout. */
final class ReceiptActions {
    private static final String QUEUE = "QueueUrl";
    private static final HttpAnswer DONE = JsonProtocol.answer(Json.object());

    private final Queues queues;
    private final Deletions deletions = new Deletions();

    ReceiptActions(Queues queues) {
        this.queues = queues;
    }

    Map<String, Action> actions() {
        return Map.of(
                "DeleteMessage", this::delete,
                "DeleteMessageBatch", this::deleteBatch,
                "ChangeMessageVisibility", this::change,
                "ChangeMessageVisibilityBatch", this::changeBatch);
    }

    private Future<HttpAnswer> delete(SqsCall call) {
        QueueSettings queue = queues.at(call.text(QUEUE));
        Receipt receipt = new Receipt(call.text(Receipt.PARAMETER));
        return unlessInvalid(call.forward(), () -> deletions.refusal(queue, receipt))
                .onSuccess(done -> deletions.note(queue, receipt));
    }

    private Future<HttpAnswer> deleteBatch(SqsCall call) {
        QueueSettings queue = queues.at(call.text(QUEUE));
        Batch batch = new Batch("DeleteMessageBatchRequestEntry", call);
        return call.forward()
                .map(answer -> batch.withFailures(answer, entry -> deletions.refusal(queue, Receipt.of(entry))))
                .onSuccess(answer -> note(queue, batch, answer));
    }

    private Future<HttpAnswer> change(SqsCall call) {
        queues.at(call.text(QUEUE));
        Receipt receipt = new Receipt(call.text(Receipt.PARAMETER));
        Limits.visibility(call.parameters());
        return unlessInvalid(call.forward(), () -> Optional.of(receipt.notInFlight()));
    }

    private Future<HttpAnswer> changeBatch(SqsCall call) {
        queues.at(call.text(QUEUE));
        Batch batch = new Batch("ChangeMessageVisibilityBatchRequestEntry", call);
        return batch.forward(Limits::visibility)
                .map(answer -> batch.withFailures(
                        answer, entry -> Optional.of(Receipt.of(entry).notInFlight())));
    }

    private void note(QueueSettings queue, Batch batch, HttpAnswer answer) {
        if (queue.isFifo()) {
            Json.answer(answer.body())
                    .path(Batch.SUCCESSFUL)
                    .forEach(entry -> deletions.note(
                            queue, Receipt.of(batch.entry(entry.path("Id").asText()))));
        }
    }

    /** The answer. If ElasticMQ refuses a handle, AWS's refusal takes its place. If AWS accepts the handle, the call succeeds. */
    private static Future<HttpAnswer> unlessInvalid(Future<HttpAnswer> answer, Supplier<Optional<SqsException>> ofAws) {
        return answer.recover(e -> e instanceof SqsException refusal && Receipt.isRefusedBy(refusal)
                ? ofAws.get()
                        .<Future<HttpAnswer>>map(Future::failedFuture)
                        .orElseGet(() -> Future.succeededFuture(DONE))
                : Future.failedFuture(e));
    }
}
