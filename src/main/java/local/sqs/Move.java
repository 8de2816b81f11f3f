package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the messages of a FIFO dead-letter queue one after the other, so that they keep their order.
 *
 * <pre>
 * receive ──▶ send to the destination ──▶ delete ──▶ receive …
 * </pre>
 */
final class Move {
    private static final Logger LOG = LoggerFactory.getLogger(Move.class);
    private static final String URL = "QueueUrl";
    private static final String COUNT = "ApproximateNumberOfMessages";
    private static final int SECONDS_TO_MOVE_ONE = 30;

    private final Vertx vertx;
    private final Engine engine;
    private final String source;
    private final MoveTask task;

    Move(Vertx vertx, Engine engine, QueueSettings source, MoveTask task) {
        this.vertx = vertx;
        this.engine = engine;
        this.source = url(source.queue());
        this.task = task;
    }

    /** Counts the messages and begins to move them. The future completes before they are moved. */
    Future<Void> start() {
        ObjectNode request = Json.object().put(URL, source);
        request.putArray("AttributeNames").add(COUNT);
        return engine.ask("GetQueueAttributes", request)
                .onFailure(e -> task.fail(e.getMessage()))
                .map(answer -> {
                    task.begin(answer.path("Attributes").path(COUNT).asInt());
                    next();
                    return null;
                });
    }

    private void next() {
        if (task.hasMovedAll()) {
            task.complete();
        }
        if (!task.isRunning()) {
            return;
        }
        ObjectNode request = Json.object()
                .put(URL, source)
                .put("MaxNumberOfMessages", 1)
                .put("VisibilityTimeout", SECONDS_TO_MOVE_ONE);
        request.putArray("AttributeNames").add("All");
        request.putArray("MessageAttributeNames").add("All");
        engine.ask("ReceiveMessage", request)
                .onSuccess(answer -> received(answer.path("Messages").path(0)))
                .onFailure(this::failed);
    }

    private void received(JsonNode message) {
        if (message.isMissingNode()) {
            task.complete();
            return;
        }
        JsonNode attributes = message.path("Attributes");
        String to = task.destination()
                .orElseGet(() -> attributes.path("DeadLetterQueueSourceArn").asText());
        if (to.isEmpty()) {
            task.fail("CouldNotDetermineMessageSource");
            makeVisible(message);
            return;
        }
        // ElasticMQ does not keep the original deduplication id. The destination has not seen the message id as one.
        ObjectNode copy = Json.object()
                .put(URL, url(QueueArn.parse("DestinationArn", to).queue()))
                .put("MessageBody", message.path("Body").asText())
                .put("MessageGroupId", attributes.path("MessageGroupId").asText())
                .put("MessageDeduplicationId", message.path("MessageId").asText());
        if (message.has("MessageAttributes")) {
            copy.set("MessageAttributes", message.path("MessageAttributes"));
        }
        if (attributes.has("AWSTraceHeader")) {
            copy.putObject("MessageSystemAttributes")
                    .putObject("AWSTraceHeader")
                    .put("DataType", "String")
                    .put("StringValue", attributes.path("AWSTraceHeader").asText());
        }
        engine.ask("SendMessage", copy)
                .compose(sent -> engine.ask("DeleteMessage", receipt(message)))
                .onSuccess(deleted -> {
                    task.move();
                    goOn();
                })
                .onFailure(e -> {
                    failed(e);
                    makeVisible(message);
                });
    }

    private void goOn() {
        if (task.pause() == 0) {
            next();
        } else {
            vertx.setTimer(task.pause(), timer -> next());
        }
    }

    private void makeVisible(JsonNode message) {
        engine.ask("ChangeMessageVisibility", receipt(message).put("VisibilityTimeout", 0))
                .onFailure(e -> LOG.warn("A message of {} stays invisible for {} s", source, SECONDS_TO_MOVE_ONE, e));
    }

    private ObjectNode receipt(JsonNode message) {
        return Json.object()
                .put(URL, source)
                .put(Receipt.PARAMETER, message.path(Receipt.PARAMETER).asText());
    }

    private void failed(Throwable e) {
        task.fail(e instanceof SqsException refusal ? refusal.code() : e.toString());
    }

    private static String url(String queue) {
        return "http://127.0.0.1/%s/%s".formatted(QueueArn.ACCOUNT, queue);
    }
}
