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
 * @param queue the queue that the route consumes
 */
record QueueTraces(Traces traces, String route, Destination queue) {
    /** The current time, as the begin of a receive's span; any time if tracing is off. */
    Instant begin() {
        return traces.isOn() ? Instant.now() : Instant.EPOCH;
    }

    /** Records the span of a receive that returned messages. */
    void received(Instant begin, List<InFlight> messages) {
        if (traces.isOn() && !messages.isEmpty()) {
            traces.received(queue, begin, messages.stream().map(InFlight::event).toList());
        }
    }

    /** Begins the span of the handler of these messages. */
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

    /** Runs the call that deletes messages, in a span. */
    <T> T delete(List<InFlight> messages, Supplier<T> call) {
        return settle("delete", messages, call);
    }

    /** Runs the call that returns messages to the queue, in a span. */
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
