package http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;

/**
 * An HTTP route and its endpoint, whether the route has started or not. The supervising route controller hides a route
 * until it starts, but its endpoint is known before the HTTP server listens.
 */
final class HttpRoute {
    private final CamelContext context;
    private final PlatformHttpEndpoint endpoint;
    private final Pattern paths;

    HttpRoute(CamelContext context, PlatformHttpEndpoint endpoint) {
        this.context = context;
        this.endpoint = endpoint;
        this.paths = paths(endpoint);
    }

    /** The routes at a path, which may match a pattern such as {@code /events/{id}}. */
    static List<HttpRoute> at(String path, CamelContext context) {
        return context.getEndpoints().stream()
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(endpoint -> new HttpRoute(context, (PlatformHttpEndpoint) endpoint))
                .filter(route -> route.isAt(path))
                .toList();
    }

    boolean isAt(String path) {
        return paths.matcher(path).matches();
    }

    /** Finds the value of the route that starts with this endpoint. */
    static <T> Optional<T> of(Endpoint endpoint, Map<String, T> ofRoutes) {
        return endpoint.getCamelContext().getRoutes().stream()
                .filter(route -> route.getEndpoint() == endpoint)
                .flatMap(route -> Stream.ofNullable(ofRoutes.get(route.getRouteId())))
                .findFirst();
    }

    Set<String> methods() {
        return methods(endpoint);
    }

    /** The HTTP methods of an endpoint. */
    static Set<String> methods(PlatformHttpEndpoint endpoint) {
        return Method.parseList(endpoint.getHttpMethodRestrict()).stream()
                .map(Method::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean takes(HttpMethod method) {
        return methods().contains(method.name());
    }

    /** Whether the route runs and accepts certain content only. Then a request that it did not take had other content. */
    boolean isChoosy() {
        return (endpoint.getConsumes() != null || endpoint.getProduces() != null)
                && context.getRoutes().stream()
                        .filter(route -> route.getEndpoint() == endpoint)
                        .anyMatch(route -> context.getRouteController()
                                .getRouteStatus(route.getId())
                                .isStarted());
    }

    /** The response to content that the route does not accept or cannot produce. */
    Problem refusal() {
        return endpoint.getConsumes() == null
                ? Problem.of(406, "The response can only be " + endpoint.getProduces())
                : Problem.of(415, "The content must be " + endpoint.getConsumes());
    }

    private static Pattern paths(PlatformHttpEndpoint endpoint) {
        String path = endpoint.getPath();
        boolean isPrefix = endpoint.isMatchOnUriPrefix() || path.endsWith("*");
        String start = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
        return Pattern.compile(
                "\\Q" + start.replaceAll("\\{[^/}]+}", "\\\\E[^/]+\\\\Q") + "\\E" + (isPrefix ? ".*" : "/?"));
    }
}
