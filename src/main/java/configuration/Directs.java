package configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.StringHelper;

/**
 * Finds parameters that name a {@code direct:} endpoint which no route consumes. Camel itself fails only when the first
 * message is sent there.
 *
 * <p>The check knows the routes that exist before the application starts, in whatever language, and the routes written
 * as configuration. A {@code direct:} endpoint that other code has created by then counts as consumed. Routes added at
 * run time are unknown, so a configured route cannot send to them.
 */
final class Directs {
    private static final Pattern DIRECT = Pattern.compile("direct:/*(?<name>[^?]+).*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^{}:?]+)}}");

    private Directs() {}

    /** One line for each parameter whose {@code direct:} endpoint no route consumes. */
    static List<String> mistakes(CamelContext context, List<WrittenRoute> routes, Map<String, Template> templates) {
        if (routes.stream().anyMatch(route -> !templates.containsKey(route.templateId()))) {
            return List.of(); // Camel finds the template in a file, and what its route consumes
        }
        Set<String> consumed = consumed(context, routes);
        List<String> mistakes = new ArrayList<>();
        for (WrittenRoute route : routes) {
            Map<String, String> values = route.texts();
            for (Template.Parameter parameter :
                    templates.get(route.templateId()).parameters().values()) {
                String value = values.get(parameter.name());
                if (value != null && parameter.rule() instanceof EndpointRule rule && rule.isSentTo()) {
                    name(value)
                            .filter(name -> !consumed.contains(name) && context.hasEndpoint("direct:" + name) == null)
                            .ifPresent(name -> mistakes.add(
                                    Line.of(route.id(), parameter.name(), value, allowed(name, consumed))));
                }
            }
        }
        return mistakes;
    }

    private static String allowed(String name, Set<String> consumed) {
        String known = consumed.stream().map(other -> "direct:" + other).collect(Collectors.joining(", "));
        return "no route consumes it"
                + Nearest.to(name, consumed)
                        .map(near -> "; did you mean direct:" + near + "?")
                        .orElse(known.isEmpty() ? "" : "; there is " + known);
    }

    private static Set<String> consumed(CamelContext context, List<WrittenRoute> routes) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        Set<String> consumed = new TreeSet<>();
        for (RouteDefinition route : model.getRouteDefinitions()) {
            // A route that Java code created from a template keeps its parameters, but its from is not resolved yet.
            Map<String, Object> values =
                    Optional.ofNullable(route.getTemplateParameters()).orElse(Map.of());
            name(context, filledIn(route.getInput().getEndpointUri(), values)).ifPresent(consumed::add);
        }
        for (WrittenRoute route : routes) {
            String from = model.getRouteTemplateDefinition(route.templateId())
                    .getRoute()
                    .getInput()
                    .getEndpointUri();
            name(context, filledIn(from, route.texts())).ifPresent(consumed::add);
        }
        return consumed;
    }

    private static String filledIn(String uri, Map<String, ?> values) {
        return PLACEHOLDER.matcher(uri).replaceAll(placeholder -> {
            String parameter = StringHelper.dashToCamelCase(placeholder.group(1));
            Object value = values.get(parameter);
            return Matcher.quoteReplacement(value == null ? placeholder.group() : value.toString());
        });
    }

    private static Optional<String> name(CamelContext context, String uri) {
        boolean mayBeDirect = uri.startsWith("{{") || uri.startsWith("direct:");
        return name(mayBeDirect ? context.resolvePropertyPlaceholders(uri) : uri);
    }

    private static Optional<String> name(String uri) {
        Matcher direct = DIRECT.matcher(uri);
        return direct.matches() ? Optional.of(direct.group("name")) : Optional.empty();
    }
}
