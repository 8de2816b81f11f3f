package configuration;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RouteTemplateParameterSource;

/** The routes that Camel creates from templates, in the order in which they start. */
final class CheckedRoutes implements RouteTemplateParameterSource {
    /** The name in the registry. */
    static final String NAME = "caravan-routes";

    /** Replaced as a whole, because other threads read it during a reload. The registry of a running application is fixed. */
    private volatile Map<String, Map<String, Object>> parameters;

    CheckedRoutes(Collection<WrittenRoute> routes) {
        Map<String, Map<String, Object>> complete = new LinkedHashMap<>();
        for (WrittenRoute route : routes) {
            Map<String, Object> all = new LinkedHashMap<>(route.parameters());
            all.put(TEMPLATE_ID, route.templateId());
            complete.put(route.id(), all);
        }
        parameters = complete;
    }

    /** The checked routes of an application. */
    static CheckedRoutes in(Registry registry) {
        return registry.lookupByNameAndType(NAME, CheckedRoutes.class);
    }

    /** Replaces the routes. The key is the route's id; the values include its template. */
    void take(Map<String, Map<String, Object>> routes) {
        parameters = new LinkedHashMap<>(routes);
    }

    /** An object that is replaced by another whenever the routes change. */
    Object reading() {
        return parameters;
    }

    @Override
    public Map<String, Object> parameters(String routeId) {
        Map<String, Object> found = parameters.get(routeId);
        return found == null ? Map.of() : new LinkedHashMap<>(found);
    }

    @Override
    public Set<String> routeIds() {
        return parameters.keySet();
    }
}
