package delivery;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import telemetry.Destination;
import telemetry.Processing;
import telemetry.Traces;

/**
 * The spans of one consumer's messages.
 *
 * @param route the route's id
 * @param queue the queue that it consumes
 */
record QueueTraces(Traces traces, String route, Destination queue) {
    /** When a receive begins, for its span. */
    Instant begin() {
        return traces.isOn() ? Instant.now() : Instant.EPOCH;
    }

    /** A receive has brought messages. */
    void received(Instant begin, List<InFlight> messages) {
        if (traces.isOn() && !messages.isEmpty()) {
            traces.received(queue, begin, messages.stream().map(InFlight::event).toList());
        }
    }

    /** The handler of these messages begins. */
    Processing process(List<InFlight> messages) {
        if (!traces.isOn()) {
            return Processing.NONE;
        } else if (messages.size() > 1) {
            return traces.process(
                    queue, route, messages.stream().map(InFlight::event).toList());
        }
        InFlight message = messages.get(0);
        return traces.process(
                queue,
                route,
                message.event(),
                message.message().messageId(),
                message.lease().attempt());
    }

    /** Runs the call that deletes messages. */
    <T> T delete(List<InFlight> messages, Supplier<T> call) {
        return settle("delete", messages, call);
    }

    /** Runs the call that returns messages to the queue. */
    <T> T giveBack(List<InFlight> messages, Supplier<T> call) {
        return settle("return", messages, call);
    }

    private <T> T settle(String how, List<InFlight> messages, Supplier<T> call) {
        return traces.isOn()
                ? traces.settle(
                        queue, how, messages.stream().map(InFlight::processing).toList(), call)
                : call.get();
    }
}
