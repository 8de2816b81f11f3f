package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import local.http.HttpAnswer;

/** The actions that move dead letters back. ElasticMQ moves those of standard queues, {@link Moves} those of FIFO queues. */
final class MoveActions {
    private static final int MOST_A_SECOND = 500;
    private static final int MOST_RESULTS = 10;

    private final Queues queues;
    private final Moves moves;

    MoveActions(Queues queues, Moves moves) {
        this.queues = queues;
        this.moves = moves;
    }

    Map<String, Action> actions() {
        return Map.of(
                "StartMessageMoveTask", this::start,
                "ListMessageMoveTasks", this::list,
                "CancelMessageMoveTask", this::cancel);
    }

    private Future<HttpAnswer> start(SqsCall call) {
        QueueSettings source = queue(call, "SourceArn");
        if (queues.sourcesOf(source.queue()).isEmpty()) {
            throw SqsException.invalidParameter("Source queue must be configured as a Dead Letter Queue.");
        }
        Optional<QueueSettings> destination =
                call.parameters().has("DestinationArn") ? Optional.of(queue(call, "DestinationArn")) : Optional.empty();
        destination.ifPresent(to -> {
            if (to.queue().equals(source.queue())) {
                throw SqsException.invalidParameter("Source queue arn and destination queue arn cannot be the same.");
            }
            if (to.isFifo() != source.isFifo()) {
                throw SqsException.invalidParameter(
                        "The source queue and destination queue must be of the same queue type.");
            }
        });
        Limits.within(
                call.parameters(),
                "MaxNumberOfMessagesPerSecond",
                1,
                MOST_A_SECOND,
                "You must enter a number that's between 1 and 500.");
        return source.isFifo() ? moves.start(source, destination, call.parameters()) : call.forward();
    }

    private Future<HttpAnswer> list(SqsCall call) {
        QueueSettings source = queue(call, "SourceArn");
        Limits.within(call.parameters(), "MaxResults", 1, MOST_RESULTS, "MaxResults must be between 1 and 10.");
        return source.isFifo()
                ? Future.succeededFuture(
                        moves.list(source, call.parameters().path("MaxResults").asInt(1)))
                : call.forward();
    }

    private Future<HttpAnswer> cancel(SqsCall call) {
        String handle = call.text("TaskHandle");
        Optional<ObjectNode> ours = moves.cancel(handle);
        if (ours.isPresent()) {
            return Future.succeededFuture(JsonProtocol.answer(ours.get()));
        }
        if (!isUuid(handle)) {
            throw SqsException.refused("ResourceNotFoundException", "Task does not exist.");
        }
        return call.forward();
    }

    private QueueSettings queue(SqsCall call, String parameter) {
        QueueSettings queue =
                queues.find(QueueArn.parse(parameter, call.text(parameter)).queue());
        if (queue == null) {
            throw SqsException.refused(
                    "ResourceNotFoundException",
                    "The resource that you specified for the %s parameter doesn't exist.".formatted(parameter));
        }
        return queue;
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
