package configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;

/**
 * The routes of one file, for Camel to add. A file with a mistake adds none.
 *
 * <p>Caravan itself logs and retries a failure of these routes, so Camel does not log it as well.
 */
final class RoutesOfFile implements RoutesBuilder, RouteConfigurationsBuilder, Ordered {
    private final RouteFiles files;
    private final RouteFile file;
    private final RouteBuilder routes;
    private final List<RouteDefinition> definitions = new ArrayList<>();

    RoutesOfFile(RouteFiles files, RouteFile file, RouteBuilder routes) {
        this.files = files;
        this.file = file;
        this.routes = routes;
        routes.addLifecycleInterceptor(new RouteBuilderLifecycleStrategy() {
            @Override
            public void beforeConfigure(RouteBuilder builder) {
                logNoFailures(builder);
            }

            @Override
            public void afterConfigure(RouteBuilder builder) {
                definitions.addAll(builder.getRouteCollection().getRoutes());
                refuseTakenIds(builder);
            }
        });
    }

    static void logNoFailures(RouteBuilder builder) {
        builder.errorHandler(builder.defaultErrorHandler().logExhausted(false));
    }

    /** The routes in the order of the file, once Camel has added them. */
    List<RouteDefinition> definitions() {
        return definitions;
    }

    /** Comes after the routes of classes, because only a file can report that its id is taken. */
    @Override
    public int getOrder() {
        return routes.getOrder();
    }

    @Override
    public void addRouteConfigurationsToCamelContext(CamelContext context) {
        if (routes instanceof RouteConfigurationsBuilder configurations) {
            files.attempt(file, () -> configurations.addRouteConfigurationsToCamelContext(context));
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) {
        files.attempt(file, () -> routes.addRoutesToCamelContext(context));
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        files.attempt(file, () -> routes.addTemplatedRoutesToCamelContext(context));
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        return routes.updateRoutesToCamelContext(context);
    }

    @Override
    public void updateRouteConfigurationsToCamelContext(CamelContext context) throws Exception {
        if (routes instanceof RouteConfigurationsBuilder configurations) {
            configurations.updateRouteConfigurationsToCamelContext(context);
        }
    }

    private void refuseTakenIds(RouteBuilder builder) {
        Model model = builder.getContext().getCamelContextExtension().getContextPlugin(Model.class);
        List<String> mistakes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (RouteDefinition route : builder.getRouteCollection().getRoutes()) {
            String id = route.getId();
            if (id != null && (!ids.add(id) || model.getRouteDefinition(id) != null)) {
                mistakes.add(
                        line(route, "route %s: must have an id of its own: another route has this one".formatted(id)));
            }
        }
        for (RouteTemplateDefinition template :
                builder.getRouteTemplateCollection().getRouteTemplates()) {
            if (model.getRouteTemplateDefinition(template.getId()) != null) {
                mistakes.add(line(
                        template.getRoute(),
                        "%s: must have an id of its own: another template or kamelet has this one"
                                .formatted(template.getId())));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
    }

    private String line(RouteDefinition route, String mistake) {
        return RouteFile.place(route)
                .or(() -> RouteFile.place(route.getInput()))
                .map(place -> place + ": " + mistake)
                .orElseGet(() -> file.line(mistake));
    }
}
