package configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** Finds endpoints that name a kamelet which does not exist, or give it properties that it does not have. */
final class Kamelets {
    private static final Pattern KAMELET = Pattern.compile("kamelet:/*(?<name>[^?/]+)[^?]*(\\?(?<query>.*))?");
    private static final Set<String> OF_THE_ENDPOINT = Set.of(
            "location",
            "routeId",
            "templateId",
            "uuid",
            "block",
            "timeout",
            "failIfNoConsumers",
            "noErrorHandler",
            "bridgeErrorHandler",
            "lazyStartProducer",
            "exceptionHandler",
            "exchangePattern");

    private Kamelets() {}

    static boolean isKamelet(RouteTemplateDefinition template) {
        return RouteFile.isKamelet(template.getLocation())
                || (template.getRoute() != null
                        && RouteFile.isKamelet(template.getRoute().getLocation()))
                || (template.getResource() != null
                        && RouteFile.isKamelet(template.getResource().getLocation()));
    }

    /** One line for each parameter with a wrong kamelet. */
    static List<String> mistakes(CamelContext context, List<WrittenRoute> routes, Map<String, Template> templates) {
        List<String> mistakes = new ArrayList<>();
        for (WrittenRoute route : routes) {
            Template template = templates.get(route.templateId());
            if (template == null) {
                continue;
            }
            route.texts().forEach((name, value) -> {
                Template.Parameter parameter = template.parameters().get(name);
                if (parameter != null && parameter.rule() instanceof EndpointRule) {
                    objection(context, value).ifPresent(wrong -> mistakes.add(Line.of(route.id(), name, value, wrong)));
                }
            });
        }
        return mistakes;
    }

    /** What is wrong with an endpoint's kamelet; empty also if the endpoint is not a kamelet. */
    static Optional<String> objection(CamelContext context, String value) {
        Matcher kamelet = KAMELET.matcher(value);
        if (!kamelet.matches()) {
            return Optional.empty();
        }
        Map<String, RouteTemplateDefinition> kamelets = read(context);
        String name = kamelet.group("name");
        RouteTemplateDefinition definition = kamelets.get(name);
        if (definition != null) {
            return property(name, definition, kamelet.group("query"));
        }
        boolean isElsewhere = value.contains("location=") || isOnClassPath(context, name);
        return isElsewhere
                ? Optional.empty()
                : Optional.of("there is no file kamelets/%s.kamelet.yaml%s"
                        .formatted(name, Nearest.question(name, kamelets.keySet())));
    }

    private static Optional<String> property(String name, RouteTemplateDefinition kamelet, String query) {
        Set<String> given = new TreeSet<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            if (!pair.isBlank()) {
                given.add(pair.replaceFirst("=.*", ""));
            }
        }
        Set<String> known = new TreeSet<>();
        for (RouteTemplateParameterDefinition parameter : parameters(kamelet)) {
            known.add(parameter.getName());
            boolean isRequired = Boolean.TRUE.equals(parameter.getRequired()) && parameter.getDefaultValue() == null;
            if (isRequired && !given.contains(parameter.getName())) {
                return Optional.of("%s is missing, which the kamelet %s needs".formatted(parameter.getName(), name));
            }
        }
        return given.stream()
                .filter(property -> !known.contains(property) && !OF_THE_ENDPOINT.contains(property))
                .findFirst()
                .map(property -> "the kamelet %s has no property %s%s"
                        .formatted(name, property, Nearest.question(property, known)));
    }

    private static List<RouteTemplateParameterDefinition> parameters(RouteTemplateDefinition kamelet) {
        return Optional.ofNullable(kamelet.getTemplateParameters()).orElse(List.of());
    }

    private static Map<String, RouteTemplateDefinition> read(CamelContext context) {
        Map<String, RouteTemplateDefinition> kamelets = new LinkedHashMap<>();
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        model.getRouteTemplateDefinitions().stream()
                .filter(Kamelets::isKamelet)
                .forEach(kamelet -> kamelets.put(kamelet.getId(), kamelet));
        return kamelets;
    }

    private static boolean isOnClassPath(CamelContext context, String name) {
        Resource kamelet =
                ResourceHelper.resolveResource(context, "classpath:kamelets/%s.kamelet.yaml".formatted(name));
        return kamelet != null && kamelet.exists();
    }
}
