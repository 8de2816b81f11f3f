package local.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import local.http.HttpAnswer;

/** The tasks that move messages of FIFO dead-letter queues, which ElasticMQ reports as completed without moving a message. */
final class Moves {
    private final Vertx vertx;
    private final Engine engine;
    private final List<MoveTask> tasks = new ArrayList<>();

    Moves(Vertx vertx, Engine engine) {
        this.vertx = vertx;
        this.engine = engine;
    }

    /**
     * Starts a task.
     *
     * @param destination where the messages go, or nothing if each goes to the queue that it came from
     */
    Future<HttpAnswer> start(QueueSettings source, Optional<QueueSettings> destination, ObjectNode request) {
        String arn = arn(source);
        if (tasks.stream().anyMatch(task -> task.isOf(arn) && task.isRunning())) {
            throw SqsException.invalidParameter(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given "
                            + "time.");
        }
        MoveTask task = new MoveTask(
                arn,
                destination.map(Moves::arn),
                request.path("MaxNumberOfMessagesPerSecond").asInt(0));
        tasks.add(task);
        return new Move(vertx, engine, source, task)
                .start()
                .map(started -> JsonProtocol.answer(Json.object().put("TaskHandle", task.handle())));
    }

    /** The tasks of a queue, the latest first. */
    HttpAnswer list(QueueSettings source, int most) {
        List<MoveTask> latest = new ArrayList<>(tasks);
        Collections.reverse(latest);
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("Results");
        latest.stream().filter(task -> task.isOf(arn(source))).limit(most).forEach(task -> results.add(task.json()));
        return JsonProtocol.answer(answer);
    }

    /** Cancels the task with this handle, after the message that it is moving. Returns nothing if there is no such task. */
    Optional<ObjectNode> cancel(String handle) {
        return tasks.stream()
                .filter(task -> task.handle().equals(handle))
                .findFirst()
                .map(task -> {
                    if (!task.isRunning()) {
                        throw SqsException.refused("ResourceNotFoundException", "Only active tasks can be cancelled.");
                    }
                    task.cancel();
                    return Json.object().put("ApproximateNumberOfMessagesMoved", task.moved());
                });
    }

    private static String arn(QueueSettings queue) {
        return new QueueArn(queue.queue()).toString();
    }
}
