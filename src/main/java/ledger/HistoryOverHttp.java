package ledger;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Answers an HTTP request for the event that the header {@code id} names: 200 with its {@link History}, 404 if it is not
 * known, 503 with {@code Retry-After} while the ledger does not answer. Errors are problem details (RFC 9457).
 */
public final class HistoryOverHttp implements Processor {
    private static final int RETRY_AFTER_SECONDS = 5;

    private record Problem(String type, String title, int status, String detail) {}

    private final EventHistory history;

    public HistoryOverHttp(EventHistory history) {
        this.history = history;
    }

    @Override
    public void process(Exchange exchange) {
        String event = exchange.getMessage().getHeader("id", String.class);
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        try {
            Optional<History> found = history.of(event);
            if (found.isPresent()) {
                answer(answer, 200, "application/json", found.get().toJson());
            } else {
                problem(answer, 404, "Not Found", "The ledger knows no event " + event);
            }
        } catch (LedgerUnavailableException e) {
            answer.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            problem(answer, 503, "Service Unavailable", "The ledger does not answer");
        }
    }

    private static void problem(Message message, int status, String title, String detail) {
        answer(
                message,
                status,
                "application/problem+json",
                Json.write(new Problem("about:blank", title, status, detail)));
    }

    private static void answer(Message message, int status, String type, String body) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setBody(body);
    }
}
