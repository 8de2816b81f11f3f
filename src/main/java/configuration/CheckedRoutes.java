package configuration;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.RouteTemplateParameterSource;

/** The routes that Camel creates from templates, in the order in which they start. */
final class CheckedRoutes implements RouteTemplateParameterSource {
    private final Map<String, Map<String, Object>> parameters = new LinkedHashMap<>();

    CheckedRoutes(Collection<WrittenRoute> routes) {
        for (WrittenRoute route : routes) {
            Map<String, Object> all = new LinkedHashMap<>(route.parameters());
            all.put(TEMPLATE_ID, route.templateId());
            parameters.put(route.id(), all);
        }
    }

    @Override
    public Map<String, Object> parameters(String routeId) {
        return new LinkedHashMap<>(parameters.get(routeId));
    }

    @Override
    public Set<String> routeIds() {
        return parameters.keySet();
    }
}
