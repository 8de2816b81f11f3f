package configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;

/**
 * A file of the user's routes as an application has read it. Its routes can be compared as texts, and added one by one to a
 * running application.
 *
 * @param definitions the routes in the order of the file
 */
record FileContent(RouteFile file, List<RouteDefinition> definitions) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]+}}");

    /** The routes of the file, each by its id or, without one, by its place in the file. */
    Map<String, RouteDefinition> routes() {
        Map<String, RouteDefinition> routes = new LinkedHashMap<>();
        for (RouteDefinition route : definitions) {
            String from = route.getInput().getEndpointUri();
            int others = (int) routes.keySet().stream()
                    .filter(key -> key.startsWith(unnamed(from)))
                    .count();
            routes.put(
                    route.hasCustomIdAssigned() ? route.getId() : unnamed(from) + (others == 0 ? "" : "#" + others),
                    route);
        }
        return routes;
    }

    private String unnamed(String from) {
        return "%s from %s".formatted(file.name(), Line.value(from));
    }

    /** The text of each route, with the parts of the file that apply to all its routes. Placeholders are resolved. */
    Map<String, String> texts(CamelContext context) {
        FileParts parts = FileParts.of(file);
        List<String> keys = List.copyOf(routes().keySet());
        boolean isKnown = parts.routes().size() == keys.size();
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String own = isKnown ? parts.routes().get(i) : String.join("\n", parts.routes());
            texts.put(keys.get(i), resolved(own + parts.beans() + parts.shared(), context));
        }
        return texts;
    }

    /** The parts of the file that a running application keeps until its next start. Placeholders are resolved. */
    String fixed(CamelContext context) {
        return resolved(FileParts.of(file).fixed(), context);
    }

    /** Adds the templates and kamelets of a new file. */
    void addTemplates(CamelContext context) throws Exception {
        add(context, builder -> builder.getRouteCollection().getRoutes().clear());
    }

    /**
     * Creates one route of the file. A supervised application starts it later.
     *
     * @param named accepts the id of the route, even if the creation fails after that
     */
    void create(String key, CamelContext context, Consumer<String> named) throws Exception {
        int place = List.copyOf(routes().keySet()).indexOf(key);
        List<RouteDefinition> added = new ArrayList<>();
        try {
            add(context, builder -> {
                added.add(builder.getRouteCollection().getRoutes().get(place));
                builder.getRouteCollection().getRoutes().retainAll(added);
                builder.getRouteTemplateCollection().getRouteTemplates().clear();
                builder.getRestCollection().getRests().clear();
            });
        } finally {
            added.stream().map(RouteDefinition::getId).filter(Objects::nonNull).forEach(named);
        }
    }

    private void add(CamelContext context, Narrowing narrowing) throws Exception {
        RoutesLoader loader = PluginHelper.getRoutesLoader(context);
        for (var found : loader.findRoutesBuilders(List.of(file.resource()))) {
            if (found instanceof RouteBuilder builder) {
                builder.addLifecycleInterceptor(new RouteBuilderLifecycleStrategy() {
                    @Override
                    public void beforeConfigure(RouteBuilder routes) {
                        RoutesOfFile.logNoFailures(routes);
                    }

                    @Override
                    public void afterConfigure(RouteBuilder routes) {
                        narrowing.narrow(routes);
                    }
                });
                builder.addRoutesToCamelContext(context);
            }
        }
    }

    /** Removes from a builder everything that is not to be added. */
    @FunctionalInterface
    private interface Narrowing {
        void narrow(RouteBuilder builder);
    }

    private static String resolved(String text, CamelContext context) {
        UnaryOperator<String> value = placeholder -> {
            try {
                String resolved = context.resolvePropertyPlaceholders(placeholder);
                return resolved == null ? "" : resolved;
            } catch (IllegalArgumentException e) {
                return placeholder; // A template's parameter, or unknown: the same text in both readings.
            }
        };
        return PLACEHOLDER
                .matcher(text)
                .replaceAll((MatchResult found) -> Matcher.quoteReplacement(value.apply(found.group())));
    }
}
