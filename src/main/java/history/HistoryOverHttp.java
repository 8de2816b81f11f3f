package history;

import http.PathSegment;
import http.Problem;
import java.util.Optional;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Answers an HTTP request for the event that its path or its query parameter {@code id} names: 200 with its {@link History}, 400 if none is named,
 * 404 if it is not known, 503 while the ledger does not answer; both are a {@link Problem}.
 */
public final class HistoryOverHttp implements Processor {
    /** The place of the id in {@code /caravan/events/{id}}. */
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
            Problem.of(400, "Which event: GET /caravan/events/{id}, or /caravan/events?id={id}")
                    .answer(answer);
            return;
        }
        try {
            Optional<History> found = history.of(event);
            if (found.isPresent()) {
                answer.removeHeaders("*"); // Camel would send those of the request back
                answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
                answer.setBody(found.get().toJson());
            } else {
                Problem.of(404, "The ledger knows no event " + event).answer(answer);
            }
        } catch (LedgerUnavailableException e) {
            Problem.unavailable("The ledger does not answer").answer(answer);
        }
    }
}
