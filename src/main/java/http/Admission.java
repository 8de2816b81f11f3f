package http;

import configuration.Rule;
import configuration.Rules;
import configuration.Template;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may send requests to a route, and how many, before the body is read and before a thread is taken.
 *
 * <ul>
 *   <li>401 if the route is for callers, and the request has no caller's token
 *   <li>403 if the request has the token of a caller without access to this route
 *   <li>429 with {@code Retry-After} if the sender has used up the limit; the sender is the caller, or else the network address
 * </ul>
 *
 * <p>The metric {@code caravan.publish.requests} counts the responses by {@code route}, {@code caller} and {@code status}.
 */
public final class Admission implements Handler<RoutingContext> {
    /** The value of {@code access} if everybody may call. */
    static final String OPEN = "open";

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final String ADMITTED = "caravan-admitted";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Set<String> NOBODY = Set.of("anyone", "unknown");
    private static final String COMMAS = "\\s*,\\s*";

    private final String route;
    private final Set<String> allowed;
    private final Optional<Limit> limit;
    private final Callers callers;
    private final MeterRegistry meters;

    /** @param allowed the callers who have access; empty if everybody has access */
    Admission(String route, Set<String> allowed, Optional<Limit> limit, Callers callers, MeterRegistry meters) {
        this.route = route;
        this.allowed = allowed;
        this.limit = limit;
        this.callers = callers;
        this.meters = meters;
    }

    /** Declares the parameters of a route that say who may publish, and how much. */
    public static Template parameters(Template template) {
        return template.optional(
                        "access",
                        access(),
                        "HTTP only: who may publish. The names of callers, separated by commas, each with a token in callers.NAME.token; or open. This or signature is needed if the application listens beyond this machine")
                .optional(
                        "limit",
                        Limit.rule(),
                        "HTTP only: how many events each caller, or each network address if the route is open, may publish in a second or a minute, such as 100/s or 30/m. Then the answer is 429 with Retry-After")
                .optional(
                        "addCaller",
                        "false",
                        Rules.flag(),
                        "Whether each event names its publisher in the attribute ce-caller");
    }

    /** The rule for the parameter {@code access}. */
    static Rule access() {
        return Rules.rule(
                "open, or the names of callers, separated by commas, such as shop, billing",
                value -> Arrays.stream(value.strip().split(COMMAS, -1))
                                .allMatch(name -> NAME.matcher(name).matches() && !NOBODY.contains(name))
                        && (value.strip().equals(OPEN) || !names(value).contains(OPEN)));
    }

    /** The callers that {@code access} names; empty for {@code open}. */
    static Set<String> callers(String access) {
        return access.strip().equals(OPEN) ? Set.of() : names(access);
    }

    private static Set<String> names(String access) {
        return Arrays.stream(access.strip().split(COMMAS, -1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** How the request was admitted; empty if it was not. */
    static Optional<Admitted> of(RoutingContext call) {
        return Optional.ofNullable(call.get(ADMITTED));
    }

    @Override
    public void handle(RoutingContext call) {
        Optional<String> caller = allowed.isEmpty() ? Optional.empty() : callers.sender(call.request());
        count(call, allowed.isEmpty() ? "anyone" : caller.orElse("unknown"));
        if (!allowed.isEmpty() && caller.isEmpty()) {
            LOG.debug("Route {}: a request without the token of a caller was refused", route);
            call.response().putHeader("WWW-Authenticate", "Bearer");
            Problem.of(401, "Needs the bearer token of a caller").answer(call.response());
            return;
        }
        if (!allowed.isEmpty() && !allowed.contains(caller.get())) {
            LOG.warn("Route {}: caller {} has no access and was refused", route, caller.get());
            Problem.of(403, "Caller " + caller.get() + " has no access to this path")
                    .answer(call.response());
            return;
        }
        String sender = caller.orElseGet(
                () -> Limit.network(call.request().remoteAddress().hostAddress()));
        Duration wait = limit.map(events -> events.take(sender)).orElse(Duration.ZERO);
        if (!wait.isZero()) {
            tooMany(call.response(), wait);
            return;
        }
        call.put(ADMITTED, new Admitted(caller, limit, sender));
        FormBytes.keep(call);
        call.next();
    }

    private static void tooMany(HttpServerResponse response, Duration wait) {
        Problem.askToRetry(response, wait);
        Problem.of(429, "Too many events: the limit is reached").answer(response);
    }

    private void count(RoutingContext call, String caller) {
        call.addEndHandler(end -> Counter.builder("caravan.publish.requests")
                .description("Requests to publish, by who has sent them and how they were answered")
                .tag("route", route)
                .tag("caller", caller)
                .tag("status", String.valueOf(call.response().getStatusCode()))
                .register(meters)
                .increment());
    }
}
