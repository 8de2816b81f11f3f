package history;

import http.PathSegment;
import http.Problem;
import java.util.Optional;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import telemetry.TraceLinks;
import topology.Topology;

/**
 * Serves the history of an event over HTTP. The path or the query parameter {@code id} names the event. The response is
 * 200 with the {@link History}, or a {@link Problem}: 400 without an id, 404 for an unknown event, 503 while the ledger
 * does not answer.
 */
public final class HistoryOverHttp implements Processor {
    /** The position of the id in {@code /caravan/events/{id}}. */
    private static final int ID = 3;

    private final EventHistory history;

    public HistoryOverHttp(EventHistory history) {
        this.history = history;
    }

    @Override
    public void process(Exchange exchange) {
        String event = PathSegment.of(exchange, ID)
                .orElseGet(() -> exchange.getMessage().getHeader("id", String.class));
        Message answer = exchange.getMessage();
        if (event == null || event.isEmpty()) {
            Problem.of(400, "The event's id is missing: GET /caravan/events/{id}, or /caravan/events?id={id}")
                    .answer(answer);
            return;
        }
        try {
            Optional<History> found = history.of(event);
            if (found.isPresent()) {
                answer.removeHeaders("*"); // Camel would return the request's headers
                answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
                answer.setBody(found.get()
                        .expectedBy(Topology.of(exchange.getContext()))
                        .tracedBy(TraceLinks.in(exchange.getContext()))
                        .toJson());
            } else {
                Problem.of(404, "The ledger does not know the event " + event).answer(answer);
            }
        } catch (LedgerUnavailableException e) {
            Problem.unavailable("The ledger does not answer").answer(answer);
        }
    }
}
