package publishing;

import http.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import process.LogContext;

/**
 * Writes the response to an HTTP client: the result of its event, or of each event of its batch.
 *
 * <ul>
 *   <li>202 with the event's id, after SNS has accepted the event, and with its {@code Location}, if {@code /caravan} is served
 *   <li>a {@link Problem}: 400, 413 or 415 if the event is at fault, 503 with {@code Retry-After} if SNS does not answer or
 *       throttles. Any other failure is 500, with the reason in the log only
 *   <li>for a batch, a list with the status and id, or the problem, of each event in order; the status of the response is the
 *       common status, or 207
 * </ul>
 */
public final class HttpAnswer implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAnswer.class);
    /** The property that says whether {@code /caravan} is served. */
    private static final String OVER_HTTP = "dead-letters.over-http";

    private static final int ACCEPTED = 202;
    private static final int SEVERAL = 207;

    @Override
    public void process(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (body instanceof List<?> batch) {
            answer(
                    exchange,
                    batch.stream()
                            .map(Publication.class::cast)
                            .map(publication -> result(exchange, publication, caught))
                            .toList());
        } else if (body instanceof Publication publication) {
            answer(exchange, result(exchange, publication, caught));
        } else {
            answer(exchange, new Result(null, Optional.of(problem(caught, null))));
        }
    }

    private record Result(String id, Optional<Problem> problem) {
        int status() {
            return problem.map(Problem::status).orElse(ACCEPTED);
        }

        boolean passes() {
            return problem.filter(Problem::passes).isPresent();
        }

        Object entry() {
            return problem.isPresent() ? problem.get() : Map.of("status", ACCEPTED, "id", id);
        }
    }

    private static Result result(Exchange exchange, Publication publication, Exception caught) {
        Optional<Throwable> failure = publication.receipt().isDone() ? publication.failure() : Optional.of(caught);
        return new Result(
                publication.id(),
                failure.map(why -> LogContext.during(
                        exchange.getFromRouteId(),
                        publication.id(),
                        publication.traceId(),
                        () -> problem(why, publication.id()))));
    }

    private static Problem problem(Throwable failure, String id) {
        Problem problem = PublishingProblems.of(failure, id);
        if (problem.status() == PublishingProblems.UNEXPECTED) {
            LOG.error("Event {} was not published", id, failure);
        }
        return problem;
    }

    private static void answer(Exchange exchange, Result result) {
        if (result.problem().isPresent()) {
            result.problem().get().answer(exchange.getMessage());
        } else {
            write(exchange.getMessage(), ACCEPTED, Map.of("id", result.id()));
            if (isEventServed(exchange)) {
                exchange.getMessage().setHeader("Location", location(result.id()));
            }
        }
    }

    private static void answer(Exchange exchange, List<Result> results) {
        List<Integer> statuses = results.stream().map(Result::status).distinct().toList();
        int status = switch (statuses.size()) {
            case 0 -> ACCEPTED;
            case 1 -> statuses.get(0);
            default -> SEVERAL;
        };
        write(exchange.getMessage(), status, results.stream().map(Result::entry).toList());
        if (results.stream().anyMatch(Result::passes)) {
            Problem.askToRetry(exchange.getMessage());
        }
    }

    private static void write(Message message, int status, Object body) {
        message.removeHeaders("*"); // Camel would return the request's headers
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(body));
    }

    /** Whether the application serves the history of events over HTTP. */
    private static boolean isEventServed(Exchange exchange) {
        return exchange.getContext()
                .getPropertiesComponent()
                .resolveProperty(OVER_HTTP)
                .filter(Boolean::parseBoolean)
                .isPresent();
    }

    /** Clients and proxies remove {@code .} and {@code ..} from a path, encoded or not, but do not change a query. */
    private static String location(String id) {
        return "/caravan/events" + (id.equals(".") || id.equals("..") ? "?id=" : "/") + encoded(id);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
