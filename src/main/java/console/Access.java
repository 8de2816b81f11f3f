package console;

import http.Operator;
import http.Problem;
import http.Right;
import http.RightNeededException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only operators with a certain right go on to the rest of a route.
 *
 * <ul>
 *   <li>401 without credentials, or with wrong ones
 *   <li>403 with the name of the right that is needed, or if a browser does not name the page that makes a change
 * </ul>
 *
 * <p>Some parameters of the query need a higher right: {@code reveal=true} needs {@code act}. A condition on bodies or
 * attributes would reveal their values, so it needs the right to see them.
 */
final class Access implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Operators operators;
    private final Right right;
    private final Right ofConditions;

    /**
     * @param right the right that the route needs
     * @param ofConditions the right that a condition on bodies or attributes needs
     */
    Access(Operators operators, Right right, Right ofConditions) {
        this.operators = operators;
        this.right = right;
        this.ofConditions = ofConditions;
    }

    @Override
    public void process(Exchange exchange) {
        HttpServerRequest request = exchange.getIn(HttpMessage.class).getRequest();
        // Credentials must not reach a log or a handler.
        exchange.getMessage().removeHeader("Authorization");
        exchange.getMessage().removeHeader("Cookie");
        Optional<Operator> operator = operators.of(request);
        if (operator.isEmpty()) {
            refuse(exchange, unknown(request));
            return;
        }
        if (operator.get().signedIn() && !READING.contains(request.method()) && !isOfAPage(request.headers())) {
            refuse(exchange, Problem.of(FORBIDDEN, "A change with a session needs the header Origin"));
            return;
        }
        try {
            operator.get().needs(needed(request.params()));
            operator.get().into(exchange);
        } catch (RightNeededException e) {
            refuse(exchange, e.problem());
        }
    }

    /** Whether a web page made the request. The HTTP server's gate has already compared these headers with the host. */
    private static boolean isOfAPage(MultiMap headers) {
        return headers.contains("Sec-Fetch-Site") || headers.contains("Origin");
    }

    private Right needed(MultiMap query) {
        boolean isCondition = query.contains("path") || query.contains("attribute");
        Right asked = isCondition ? ofConditions : Right.LOOK;
        if (Masking.isRevealed(query)) {
            asked = Right.ACT;
        }
        return asked.includes(right) ? asked : right;
    }

    private Problem unknown(HttpServerRequest request) {
        if (request.headers().contains("Authorization")) {
            LOG.warn("A request under /caravan was refused: its credentials are wrong");
        }
        // After another challenge, a browser would show its own dialog for name and password in front of the page.
        boolean isOfAScript = request.headers().contains("Sec-Fetch-Mode");
        String challenge = isOfAScript ? "Bearer" : operators.credentials().challenge();
        request.response().putHeader("WWW-Authenticate", challenge);
        return Problem.of(UNAUTHORIZED, "Needs " + operators.credentials().needed());
    }

    private static void refuse(Exchange exchange, Problem problem) {
        problem.answer(exchange.getMessage());
        exchange.setRouteStop(true);
    }
}
