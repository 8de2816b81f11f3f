package delivery;

import event.EventBatch;
import event.MalformedAnswerException;
import event.PartialFailureException;
import event.ReceivedEvent;
import event.RouteHandler;
import failure.CauseChain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands messages to the route as one list of events. The route's answer, or its {@link PartialFailureException}, names the failed
 * events.
 *
 * @param queue the queue's name
 */
record BatchHandler(RouteHandler route, String queue) implements Attempt.Handler {
    /** @throws SomeFailedException if some messages have failed and the others were handled */
    @Override
    public void handle(List<InFlight> messages) throws Exception {
        List<ReceivedEvent> events = messages.stream().map(InFlight::event).toList();
        EventBatch batch = new EventBatch(events, queue);
        Map<String, Throwable> failures =
                failures(batch, messages.get(0).processing().headers());
        if (!failures.isEmpty()) {
            Map<InFlight, Throwable> failed = new HashMap<>();
            messages.stream()
                    .filter(message -> failures.containsKey(message.event().id()))
                    .forEach(message ->
                            failed.put(message, failures.get(message.event().id())));
            throw new SomeFailedException(failed);
        }
    }

    private Map<String, Throwable> failures(EventBatch batch, Map<String, String> transport) throws Exception {
        try {
            return route.handle(batch, transport);
        } catch (MalformedAnswerException e) {
            throw e;
        } catch (Exception e) {
            Optional<PartialFailureException> partial = CauseChain.of(e).stream()
                    .filter(PartialFailureException.class::isInstance)
                    .map(PartialFailureException.class::cast)
                    .findFirst();
            if (partial.isEmpty()) {
                throw e;
            }
            return batch.checked(partial.get());
        }
    }
}
