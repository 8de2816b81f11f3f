package configuration;

import java.util.ArrayList;
import java.util.HashMap;
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
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.util.StringHelper;

/**
 * Finds parameters that name a {@code direct:} endpoint which no route consumes. Camel itself fails only when the first
 * message is sent there.
 *
 * <p>The check knows the routes that exist before the application starts, in any language, and the routes written
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
            return List.of(); // Only Camel knows what a route consumes whose template is in a file.
        }
        List<String> mistakes = new ArrayList<>(consumedTwice(context));
        Set<String> consumed = consumed(context, routes);
        mistakes.addAll(sentFromFiles(context, consumed));
        for (WrittenRoute route : routes) {
            Map<String, String> values = route.texts();
            for (Template.Parameter parameter :
                    templates.get(route.templateId()).parameters().values()) {
                String value = values.get(parameter.name());
                if (value != null && parameter.rule() instanceof EndpointRule rule && rule.isSentTo()) {
                    name(value)
                            .filter(name -> isUnconsumed(context, name, consumed))
                            .ifPresent(name -> mistakes.add(
                                    Line.of(route.id(), parameter.name(), value, allowed(name, consumed))));
                }
            }
        }
        return mistakes;
    }

    /** One line for each second route from the same endpoint. Camel would refuse it only when it starts. */
    private static List<String> consumedTwice(CamelContext context) {
        List<String> mistakes = new ArrayList<>();
        Map<String, RouteDefinition> first = new HashMap<>();
        for (RouteDefinition route : model(context).getRouteDefinitions()) {
            name(context, from(route))
                    .map(name -> first.putIfAbsent(name, route))
                    .ifPresent(other -> RouteFile.place(route.getInput())
                            .map(place -> "%s: %s: the %s consumes it already"
                                    .formatted(
                                            place, Line.value(route.getInput().getEndpointUri()), named(other)))
                            .ifPresent(mistakes::add));
        }
        return mistakes;
    }

    private static String named(RouteDefinition route) {
        return "route"
                + (route.getId() == null ? "" : " " + route.getId())
                + RouteFile.place(route.getInput()).map(place -> " at " + place).orElse("");
    }

    /** Steps in the user's files that send to an endpoint which no route consumes. */
    private static List<String> sentFromFiles(CamelContext context, Set<String> consumed) {
        List<String> mistakes = new ArrayList<>();
        for (RouteDefinition route : model(context).getRouteDefinitions()) {
            ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)
                    .forEach(step -> RouteFile.place(step)
                            .ifPresent(place -> name(context, filledIn(step.getEndpointUri(), parameters(route)))
                                    .filter(name -> isUnconsumed(context, name, consumed))
                                    .ifPresent(name -> mistakes.add("%s: %s: %s"
                                            .formatted(
                                                    place,
                                                    Line.value(step.getEndpointUri()),
                                                    allowed(name, consumed))))));
        }
        return mistakes;
    }

    private static boolean isUnconsumed(CamelContext context, String name, Set<String> consumed) {
        return !consumed.contains(name) && context.hasEndpoint("direct:" + name) == null;
    }

    private static Model model(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static String allowed(String name, Set<String> consumed) {
        String known = consumed.stream().map(other -> "direct:" + other).collect(Collectors.joining(", "));
        return "no route consumes it"
                + Nearest.to(name, consumed)
                        .map(near -> "; did you mean direct:" + near + "?")
                        .orElse(known.isEmpty() ? "" : "; there is " + known);
    }

    private static Set<String> consumed(CamelContext context, List<WrittenRoute> routes) {
        Model model = model(context);
        Set<String> consumed = new TreeSet<>();
        for (RouteDefinition route : model.getRouteDefinitions()) {
            name(context, from(route)).ifPresent(consumed::add);
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

    private static String from(RouteDefinition route) {
        return filledIn(route.getInput().getEndpointUri(), parameters(route));
    }

    /** A route that was created from a template keeps its parameters, but its endpoints are not resolved yet. */
    private static Map<String, Object> parameters(RouteDefinition route) {
        return Optional.ofNullable(route.getTemplateParameters()).orElse(Map.of());
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
