package configuration;

import configuration.Template.Phase;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RouteTemplateParameterSource;

/**
 * All routes that a user has written, in properties and in files, as one reading found them. Two readings can be compared,
 * and a running application can use a route of either.
 */
public final class RouteSet {
    private final Map<String, Map<String, Object>> ofTemplates = new LinkedHashMap<>();
    private final Map<String, Phase> phases = new HashMap<>();
    private final List<ConfiguredRoute> configured;
    private final Map<String, FileContent> files;
    private final Map<String, FileContent> ofFiles = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> fixed = new LinkedHashMap<>();

    /** The running ids of the routes of files. Camel gives an id to a route that has none. */
    private final Map<String, String> running = new HashMap<>();

    private RouteSet(CamelContext context) {
        Registry registry = context.getRegistry();
        for (RouteTemplateParameterSource source : registry.findByType(RouteTemplateParameterSource.class)) {
            source.routeIds().forEach(id -> ofTemplates.put(id, Map.copyOf(source.parameters(id))));
        }
        configured = ConfiguredRoute.in(registry);
        configured.forEach(route -> Template.named(registry, route.template())
                .map(Template::phase)
                .ifPresent(phase -> phases.put(route.id(), phase)));
        files = new LinkedHashMap<>(RouteFiles.contents(context));
        Set<String> templates = new TreeSet<>(ofTemplates.keySet());
        files.forEach((name, content) -> {
            fixed.put(name, content.fixed(context));
            content.texts(context).forEach((key, text) -> {
                if (!templates.contains(key)) {
                    ofFiles.put(key, content);
                    texts.put(key, text);
                }
            });
            content.routes()
                    .forEach((key, route) ->
                            running.put(key, Optional.ofNullable(route.getId()).orElse(key)));
        });
    }

    /** The routes of an application whose configuration has been checked. */
    public static RouteSet of(CamelContext context) {
        return new RouteSet(context);
    }

    /** The routes of templates, in the order in which they start. */
    public List<ConfiguredRoute> configured() {
        return configured;
    }

    /**
     * What the user wrote for each route, by its id: the parameters of its template, or its text in a file. A route of a file
     * without an id is named by the file and by the endpoint that it consumes.
     */
    public Map<String, Map<String, String>> written() {
        Map<String, Map<String, String>> written = new LinkedHashMap<>();
        ofFiles.forEach((key, content) -> written.put(key, Map.of(content.file().name(), texts.get(key))));
        configured.forEach(route -> {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put(Template.ID, route.template());
            parameters.putAll(route.parameters());
            written.put(route.id(), parameters);
        });
        return written;
    }

    /** Whether a route comes from a file, and from no template. */
    public boolean isOfFile(String route) {
        return ofFiles.containsKey(route);
    }

    /** The phase in which a route starts; empty for a route of a file, because other routes use it. */
    public Optional<Phase> phase(String route) {
        return isOfFile(route) ? Optional.empty() : Optional.of(phases.getOrDefault(route, Phase.CONSUME));
    }

    /** The endpoint that a route of a file consumes; empty for a route of a template. */
    public Optional<String> from(String route) {
        return Optional.ofNullable(ofFiles.get(route))
                .map(file -> file.routes().get(route).getInput().getEndpointUri());
    }

    /** The id under which the running application knows a route. */
    public String running(String route) {
        return running.getOrDefault(route, route);
    }

    /** The files whose kamelets, templates or configurations differ. A running application keeps its own versions of them. */
    public Set<String> fixedDifferently(RouteSet other) {
        Set<String> names = new TreeSet<>(fixed.keySet());
        names.addAll(other.fixed.keySet());
        names.removeIf(name -> other.files.containsKey(name) && !files.containsKey(name));
        names.removeIf(name -> fixed.getOrDefault(name, "").equals(other.fixed.getOrDefault(name, "")));
        return names;
    }

    /** Whether a file mentions a property in a placeholder. */
    boolean mentions(String property) {
        return files.values().stream()
                .anyMatch(content -> FileProperties.mentions(content.file().text(), property));
    }

    /**
     * Makes these the configured routes of the application, in place of its current ones.
     *
     * @throws ConfigurationException if a part of the application refuses one of them
     */
    public void bind(CamelContext context) {
        CheckedRoutes.in(context.getRegistry()).take(ofTemplates);
        context.getRegistry().findByType(PerRoute.class).forEach(part -> part.prepare(context));
    }

    /** Adds the templates and kamelets of files that a running application has not read before. */
    public void addNewTemplates(CamelContext context, RouteSet before) throws Exception {
        for (Map.Entry<String, FileContent> file : files.entrySet()) {
            if (!before.files.containsKey(file.getKey())
                    && !fixed.get(file.getKey()).isEmpty()) {
                file.getValue().addTemplates(context);
            }
        }
    }

    /** Adds a route to an application. A supervised application starts it later. */
    public void create(String route, CamelContext context) throws Exception {
        FileContent file = ofFiles.get(route);
        if (file != null) {
            file.create(route, context, id -> running.put(route, id));
        } else {
            addFromTemplate(route, context);
        }
    }

    /**
     * Creates a route as a trial, in an application that has read these routes but is not started. The route does not start.
     *
     * @throws Exception if Camel refuses to create it
     */
    public void tryIn(CamelContext unstarted, String route) throws Exception {
        RouteDefinition definition;
        if (isOfFile(route)) {
            definition = ofFiles.get(route).routes().get(route);
        } else {
            addFromTemplate(route, unstarted);
            definition = unstarted
                    .getCamelContextExtension()
                    .getContextPlugin(Model.class)
                    .getRouteDefinition(route);
        }
        ((ModelCamelContext) unstarted).startRouteDefinitions(List.of(definition));
    }

    private void addFromTemplate(String route, CamelContext context) throws Exception {
        Map<String, Object> parameters = new HashMap<>(ofTemplates.get(route));
        String template =
                parameters.remove(RouteTemplateParameterSource.TEMPLATE_ID).toString();
        context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .addRouteFromTemplate(route, template, null, null, parameters);
    }

    /** Keeps the running ids of the routes that stay. */
    public void keepIdsOf(RouteSet before) {
        before.running.forEach((route, id) -> {
            if (isOfFile(route)) {
                running.put(route, id);
            }
        });
    }
}
