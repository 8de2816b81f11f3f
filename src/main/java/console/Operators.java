package console;

import http.Operator;
import http.Right;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** Who may send requests under {@code /caravan}: anyone in a local run, and otherwise only operators with credentials. */
public final class Operators {
    private static final Operator LOCAL = new Operator("local", Right.ALL);

    private final Optional<Credentials> credentials;
    private final Optional<SessionCookie> cookie;

    private Operators(Optional<Credentials> credentials, Optional<SessionCookie> cookie) {
        this.credentials = credentials;
        this.cookie = cookie;
    }

    /** Everybody, as {@code local}. Only for an AWS inside this JVM, on the loopback address. */
    public static Operators everybody() {
        return new Operators(Optional.empty(), Optional.empty());
    }

    /**
     * Operators with the configured credentials; empty if nothing is configured.
     *
     * @throws configuration.ConfigurationException with one line for each mistake
     */
    static Optional<Operators> configured(CamelContext context) {
        return Credentials.configured(context)
                .map(secrets -> new Operators(
                        Optional.of(secrets),
                        Optional.of(new SessionCookie(secrets, context.getName(), Clock.systemUTC()))));
    }

    /**
     * Who has sent a request, by its {@code Authorization} header or else by its session cookie.
     *
     * <p>Both are read from the request itself, because Camel also turns the query into headers, and queries are logged and
     * linked. Two {@code Authorization} headers are refused, because a proxy in front may have checked either of them.
     */
    Optional<Operator> of(HttpServerRequest request) {
        if (isEverybody()) {
            return Optional.of(LOCAL);
        }
        List<String> given = request.headers().getAll("Authorization");
        if (given.isEmpty()) {
            return cookie.flatMap(session -> session.operator(request));
        }
        return given.size() == 1 ? credentials().authorized(given.get(0)) : Optional.empty();
    }

    boolean isEverybody() {
        return credentials.isEmpty();
    }

    /** The credentials. A local run has none, and must not call this. */
    Credentials credentials() {
        return credentials.orElseThrow();
    }

    /** The session cookie. A local run has none, and must not call this. */
    SessionCookie cookie() {
        return cookie.orElseThrow();
    }
}
