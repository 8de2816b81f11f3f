package configuration;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.http.common.HttpConfiguration;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.UnsafeUriCharactersEncoder;

/**
 * Refuses endpoints that open or expose more than the route says, because of weaknesses in Camel.
 *
 * @see <a href="https://camel.apache.org/security/CVE-2026-85316.html">CVE-2026-85316</a>
 * @see <a href="https://camel.apache.org/security/CVE-2026-85251.html">CVE-2026-85251</a>
 */
final class UnsafeEndpoints {
    private static final Set<String> CREDENTIALS = Set.of(
            "authmethod",
            "authusername",
            "authpassword",
            "authbearertoken",
            "oauth2clientid",
            "oauth2clientsecret",
            "oauth2tokenendpoint");

    private UnsafeEndpoints() {}

    /** What an endpoint must be instead, if it is unsafe. */
    static Optional<String> objection(String uri, CamelContext context) {
        try {
            return switch (StringHelper.before(uri, ":", "")) {
                case "platform-http" -> proxy(uri);
                case "http", "https" -> redirects(uri, context);
                default -> Optional.empty();
            };
        } catch (URISyntaxException e) {
            return Optional.empty(); // Camel refuses the URI, and says why.
        }
    }

    /** One line for each unsafe endpoint of a route that is not created from a template. */
    static List<String> mistakes(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        List<String> mistakes = new ArrayList<>();
        for (RouteDefinition route : model.getRouteDefinitions()) {
            endpoints(route)
                    .flatMap(uri -> resolved(uri, context).stream())
                    .forEach(uri ->
                            objection(uri, context).ifPresent(allowed -> mistakes.add(line(route, uri, allowed))));
        }
        for (RouteTemplateDefinition template : model.getRouteTemplateDefinitions()) {
            // The value of a parameter is checked where it is written.
            endpoints(template.getRoute())
                    .filter(uri -> !uri.contains("{{"))
                    .forEach(uri -> objection(uri, context)
                            .ifPresent(allowed -> mistakes.add(line(template.getRoute(), uri, allowed))));
        }
        return mistakes;
    }

    private static String line(RouteDefinition route, String uri, String allowed) {
        String name = route.hasCustomIdAssigned()
                ? route.getId()
                : "from " + Line.value(route.getInput().getEndpointUri());
        String line = Line.of(name, "%s: must be %s".formatted(Line.value(uri), allowed));
        return RouteFile.place(route.getInput())
                .map(place -> place + ": " + line)
                .orElse(line);
    }

    private static Stream<String> endpoints(RouteDefinition route) {
        Stream<String> outputs =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                        .filter(EndpointRequiredDefinition.class::isInstance)
                        .map(step -> ((EndpointRequiredDefinition) step).getEndpointUri());
        return Stream.concat(Stream.of(route.getInput().getEndpointUri()), outputs)
                .filter(uri -> uri != null);
    }

    /** The resolved URI; empty if a placeholder has no value, which Camel reports itself. */
    private static Optional<String> resolved(String uri, CamelContext context) {
        try {
            return Optional.ofNullable(context.resolvePropertyPlaceholders(uri));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Refuses Camel's HTTP proxy, which accepts requests for every path. Camel recognizes it by this prefix. */
    private static Optional<String> proxy(String uri) throws URISyntaxException {
        String path = URISupport.extractRemainderPath(new URI(UnsafeUriCharactersEncoder.encode(uri)), false);
        return path.startsWith("proxy")
                ? Optional.of("a path that begins with /, such as platform-http:/events/orders;"
                        + " platform-http:proxy… takes requests for every path")
                : Optional.empty();
    }

    /** Refuses credentials together with redirects: Camel sends the credentials to every host of a redirect. */
    private static Optional<String> redirects(String uri, CamelContext context) throws URISyntaxException {
        Map<String, String> options =
                URISupport.parseQuery(URISupport.extractQuery(uri), false, true).entrySet().stream()
                        .collect(Collectors.toMap(
                                option -> option.getKey().toLowerCase(Locale.ROOT),
                                option -> String.valueOf(option.getValue()),
                                (one, other) -> other));
        HttpComponent component =
                context.hasComponent(StringHelper.before(uri, ":")) instanceof HttpComponent http ? http : null;
        boolean followed = !options.getOrDefault(
                        "followredirects", String.valueOf(component != null && component.isFollowRedirects()))
                .equalsIgnoreCase("false");
        return followed
                        && (hasCredentials(component)
                                || options.keySet().stream().anyMatch(CREDENTIALS::contains))
                ? Optional.of("an endpoint without followRedirects or without credentials;"
                        + " Camel shows them to every host that it is sent to")
                : Optional.empty();
    }

    private static boolean hasCredentials(HttpComponent component) {
        HttpConfiguration shared = component == null ? null : component.getHttpConfiguration();
        return shared != null && (shared.getAuthMethod() != null || shared.getAuthUsername() != null);
    }
}
