package http;

import configuration.ConfigurationException;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import process.Loopback;

/**
 * Checks every HTTP request before its route. It keeps out foreign web pages in a browser on this machine, which can
 * reach loopback and read the responses by DNS rebinding.
 *
 * <ul>
 *   <li>{@code Host} must be loopback, {@code listen.host} or one of {@code console.hosts}: under {@code /caravan}, and
 *       everywhere while the server listens on loopback only
 *   <li>A request that changes something under {@code /caravan} must have the same origin, if a browser names one. Its
 *       body must be {@code application/json}, which a page of another origin cannot send without a preflight
 *   <li>No response under {@code /caravan} may be cached, because letters and histories are confidential, or taken for
 *       another type than it has
 * </ul>
 */
final class Gate implements Handler<RoutingContext> {
    private static final String CARAVAN = "/caravan";
    private static final String HOSTS = "console.hosts";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    private static final int FORBIDDEN = 403;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private final Set<String> hosts;
    private final boolean isLoopbackOnly;

    private Gate(Set<String> hosts, boolean isLoopbackOnly) {
        this.hosts = hosts;
        this.isLoopbackOnly = isLoopbackOnly;
    }

    /** @throws ConfigurationException if {@code console.hosts} has anything other than hosts */
    static Gate of(CamelContext context) {
        String listening = FreePorts.host(context);
        Set<String> hosts = new HashSet<>(LOOPBACK);
        hosts.add(lower(listening.contains(":") && !listening.startsWith("[") ? "[" + listening + "]" : listening));
        String configured = context.resolvePropertyPlaceholders("{{" + HOSTS + ":}}");
        for (String host : configured.isBlank() ? new String[0] : configured.split(",", -1)) {
            if (!HOST.matcher(host.strip()).matches()) {
                throw new ConfigurationException(
                        List.of("%s = %s: must be hosts without ports, separated by commas, such as events.example.com"
                                .formatted(HOSTS, configured)));
            }
            hosts.add(lower(host.strip()));
        }
        return new Gate(Set.copyOf(hosts), Loopback.is(listening));
    }

    @Override
    public void handle(RoutingContext call) {
        boolean isCaravans = isCaravans(call.request().path()) || isCaravans(call.normalizedPath());
        if (isCaravans) {
            // Set here, because Camel takes Cache-Control for a header of the request and drops it.
            call.response().putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
        }
        Optional<Problem> problem = isCaravans || isLoopbackOnly ? wrongHost(call.request()) : Optional.empty();
        if (problem.isEmpty()
                && isCaravans
                && !READING.contains(call.request().method().name())) {
            problem = wrongChange(call.request());
        }
        problem.ifPresentOrElse(why -> why.answer(call.response()), call::next);
    }

    /**
     * Whether a path is under {@code /caravan}. Routes match the path as sent or the path as Vert.x normalizes it, so both are
     * checked.
     */
    private static boolean isCaravans(String path) {
        return path != null && (path.equals(CARAVAN) || path.startsWith(CARAVAN + "/"));
    }

    private Optional<Problem> wrongHost(HttpServerRequest request) {
        List<HostAndPort> named = named(request);
        boolean isKnown =
                !named.isEmpty() && named.stream().allMatch(host -> host != null && hosts.contains(lower(host.host())));
        return isKnown
                ? Optional.empty()
                : Optional.of(Problem.of(
                        FORBIDDEN,
                        "Host must be 127.0.0.1, localhost, [::1], listen.host or one of console.hosts, to which an"
                                + " operator can add hosts"));
    }

    private static Optional<Problem> wrongChange(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> sites = headers.getAll("Sec-Fetch-Site");
        boolean isSame = sites.isEmpty()
                ? headers.getAll("Origin").stream().allMatch(origin -> isOriginOf(request, origin))
                : sites.stream().allMatch("same-origin"::equals);
        if (!isSame) {
            return Optional.of(Problem.of(FORBIDDEN, "A web page of another origin must not change anything here"));
        }
        if (hasBody(request) && !isJson(headers.getAll("Content-Type"))) {
            return Optional.of(Problem.of(UNSUPPORTED_MEDIA_TYPE, "The body must be application/json"));
        }
        return Optional.empty();
    }

    /** Only the hosts are compared: the scheme may differ if TLS ends at a proxy. */
    private static boolean isOriginOf(HttpServerRequest request, String origin) {
        return named(request).stream()
                .allMatch(host -> Stream.of("http://", "https://")
                        .anyMatch(scheme -> lower(origin).equals(lower(scheme + host))));
    }

    /** Whether the request has a body. HTTP/2 may omit the length, and every route refuses a body without a type. */
    private static boolean hasBody(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String length = headers.get("Content-Length");
        if (length != null) {
            return !length.equals("0");
        }
        return headers.contains(request.version() == HttpVersion.HTTP_2 ? "Content-Type" : "Transfer-Encoding");
    }

    private static boolean isJson(List<String> types) {
        return !types.isEmpty()
                && types.stream()
                        .allMatch(type -> lower(type.split(";", 2)[0].strip()).equals("application/json"));
    }

    /** Each host that the request names, by the header or by HTTP/2; {@code null} for a host that cannot be parsed. */
    private static List<HostAndPort> named(HttpServerRequest request) {
        List<HostAndPort> named = new ArrayList<>();
        request.headers().getAll("Host").forEach(host -> named.add(HostAndPort.parseAuthority(host, -1)));
        HostAndPort authority = request.authority(true);
        if (authority != null) {
            named.add(authority);
        }
        return named;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
