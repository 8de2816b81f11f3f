package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.UUID;

/** The state of a task that moves messages. */
final class MoveTask {
    private enum Status {
        RUNNING,
        COMPLETED,
        CANCELLED,
        FAILED
    }

    private final String handle = UUID.randomUUID().toString();
    private final long started = System.currentTimeMillis();
    private final String source;
    private final Optional<String> destination;
    private final int messagesPerSecond;
    private Status status = Status.RUNNING;
    private String failure;
    private int total;
    private int moved;

    MoveTask(String source, Optional<String> destination, int messagesPerSecond) {
        this.source = source;
        this.destination = destination;
        this.messagesPerSecond = messagesPerSecond;
    }

    String handle() {
        return handle;
    }

    boolean isOf(String arn) {
        return source.equals(arn);
    }

    Optional<String> destination() {
        return destination;
    }

    /** The pause after each message, in milliseconds; 0 if nothing limits the task. */
    long pause() {
        return messagesPerSecond == 0 ? 0 : Math.max(1, 1000L / messagesPerSecond);
    }

    boolean isRunning() {
        return status == Status.RUNNING;
    }

    int moved() {
        return moved;
    }

    void begin(int messages) {
        total = messages;
    }

    void move() {
        moved++;
    }

    /** Whether as many messages were moved as the queue had at the start. */
    boolean hasMovedAll() {
        return moved >= total;
    }

    void complete() {
        end(Status.COMPLETED);
    }

    void cancel() {
        end(Status.CANCELLED);
    }

    void fail(String reason) {
        failure = reason;
        end(Status.FAILED);
    }

    private void end(Status last) {
        if (isRunning()) {
            status = last;
        }
    }

    /** The task as it is listed. AWS shows the handle only while the task runs. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        if (isRunning()) {
            json.put("TaskHandle", handle);
        }
        json.put("Status", status.name()).put("SourceArn", source);
        destination.ifPresent(arn -> json.put("DestinationArn", arn));
        if (messagesPerSecond > 0) {
            json.put("MaxNumberOfMessagesPerSecond", messagesPerSecond);
        }
        json.put("ApproximateNumberOfMessagesMoved", moved)
                .put("ApproximateNumberOfMessagesToMove", total)
                .put("StartedTimestamp", started);
        if (failure != null) {
            json.put("FailureReason", failure);
        }
        return json;
    }
}
