package deadletters.http;

import http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only authorized operators see events and dead letters over HTTP, by the configured bearer token or user name and
 * password. Other requests are answered 401, and nothing else of the route runs.
 *
 * <p>The configuration is {@code dead-letters.token}, or {@code dead-letters.user} and {@code dead-letters.password};
 * each may be a placeholder of Camel's vault, such as {@code {{aws:caravan/operator#token}}}.
 */
public final class Access implements Processor {
    /** The exchange property that names the operator. */
    static final String OPERATOR = "caravan-operator";

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final String expected;
    private final String operator;

    private Access(String expected, String operator) {
        this.expected = expected;
        this.operator = operator;
    }

    /** Lets everybody in as {@code local}. Only for an AWS inside this JVM, on the loopback address. */
    public static Access everybody() {
        return new Access(null, "local");
    }

    /** The configured access; empty if nothing is configured. */
    public static Optional<Access> configured(CamelContext context) {
        Optional<String> token = property(context, "token");
        Optional<String> user = property(context, "user");
        Optional<String> password = property(context, "password");
        if (token.isPresent()) {
            return Optional.of(new Access(BEARER + token.get(), "token"));
        }
        if (user.isPresent() && password.isPresent()) {
            String credentials = user.get() + ":" + password.get();
            return Optional.of(new Access(
                    BASIC + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                    user.get()));
        }
        return Optional.empty();
    }

    private static Optional<String> property(CamelContext context, String name) {
        String value = context.resolvePropertyPlaceholders("{{dead-letters." + name + ":}}");
        return Optional.of(value).filter(text -> !text.isBlank());
    }

    /** The operator whom a route has let in. */
    public static String operator(Exchange exchange) {
        return exchange.getProperty(OPERATOR, String.class);
    }

    @Override
    public void process(Exchange exchange) {
        String given = given(exchange);
        // Credentials must not reach a log or a handler.
        exchange.getMessage().removeHeader("Authorization");
        if (expected == null || isSame(given, expected)) {
            exchange.setProperty(OPERATOR, operator);
            return;
        }
        LOG.warn(
                "A request for dead letters or for an event was refused: {}",
                given.isEmpty() ? "it must have exactly one Authorization header" : "its credentials are wrong");
        Problem.of(401, "Needs " + (expected.startsWith(BEARER) ? "the bearer token" : "name and password"))
                .answer(exchange.getMessage());
        exchange.getMessage()
                .setHeader(
                        "WWW-Authenticate",
                        expected.startsWith(BEARER) ? "Bearer" : "Basic realm=\"dead letters\", charset=\"UTF-8\"");
        exchange.setRouteStop(true);
    }

    /**
     * The credentials from the request's own headers. Camel also makes headers of query and form, but queries are
     * logged and linked. Of two headers, a proxy in front may have checked either.
     */
    private static String given(Exchange exchange) {
        List<String> given =
                exchange.getIn(HttpMessage.class).getRequest().headers().getAll("Authorization");
        return given.size() == 1 ? given.get(0) : "";
    }

    /** Compares in constant time. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
