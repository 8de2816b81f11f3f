package configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RouteTemplateParameterSource;

/**
 * A route that the user wrote as parameters of a template, checked and complete.
 *
 * @param id the text in brackets
 * @param template the value of {@code template-id}
 * @param parameters placeholders resolved, defaults filled in; parameters that were left out are absent
 */
public record ConfiguredRoute(String id, String template, Map<String, String> parameters) {
    /** The checked routes of an application, in the order in which they start. */
    public static List<ConfiguredRoute> in(Registry registry) {
        List<ConfiguredRoute> routes = new ArrayList<>();
        for (RouteTemplateParameterSource source : registry.findByType(RouteTemplateParameterSource.class)) {
            for (String id : source.routeIds()) {
                WrittenRoute route = WrittenRoute.in(source, id);
                Map<String, String> parameters = route.texts();
                parameters.remove(Placeholders.LEFT_OUT);
                routes.add(new ConfiguredRoute(id, route.templateId(), parameters));
            }
        }
        return routes;
    }

    /** An object that stands for the current routes of an application. It is replaced by another when the routes change. */
    public static Object reading(Registry registry) {
        CheckedRoutes routes = CheckedRoutes.in(registry);
        return routes == null ? registry : routes.reading();
    }

    /** The values that the routes of an application give a parameter, each once. */
    public static Set<String> values(Registry registry, String parameter) {
        return in(registry).stream()
                .map(route -> route.parameters().get(parameter))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
