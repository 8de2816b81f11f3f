package configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.Kamelet;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RouteTemplateParameterSource;

/**
 * Checks the configuration before Camel creates any route, and stops the start with one line for each mistake. Register
 * it as a listener of camel-main.
 *
 * <p>Each route written as {@code camel.route-template[id].… = …} is compared with its {@link Template}. Mistakes are:
 * unknown templates and parameters, missing parameters, values that a {@link Rule} refuses, placeholders without a
 * value, ids in use, and {@code direct:} names that no route consumes. All of them are reported together, by a {@link
 * ConfigurationException}.
 *
 * <p>A correct configuration starts its routes by {@linkplain Template.Phase phase}, and within a phase in the order in
 * which they are written. Camel gets exactly what was checked: placeholders are resolved and defaults filled in. A
 * parameter that was left out stays left out, even if an environment variable has its name.
 */
public final class ConfigurationCheck extends MainListenerSupport {
    private static final String WRITTEN = "camel.route-template[id].parameter = value";
    private static final String EVERY_TEMPLATE = "*";

    private final Map<String, String> environment;

    public ConfigurationCheck() {
        this(System.getenv());
    }

    ConfigurationCheck(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads the user's files of routes, allows braces in values, as in nested JSON, and lets a route have the id of a
     * step of its template.
     */
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        RouteFiles.readBy(main);
        Placeholders.readBy(main.getCamelContext());
        model(main.getCamelContext()).addRouteTemplateDefinitionConverter(EVERY_TEMPLATE, ConfigurationCheck::route);
    }

    private static RouteDefinition route(RouteTemplateDefinition definition, Map<String, Object> parameters) {
        if (parameters.containsKey(Kamelet.PARAM_UUID)) {
            // For a kamelet, Camel uses either this converter or the kamelet's own, in no fixed order.
            return Kamelet.templateToRoute(definition, parameters);
        }
        RouteDefinition route = definition.asRouteDefinition();
        StepIds.partFromRouteId(route);
        Template.declared(definition).ifPresent(template -> template.prepare(route, parameters));
        return route;
    }

    /** @throws ConfigurationException if there are mistakes, with one line for each */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        List<String> mistakes = new ArrayList<>();
        mistakes.addAll(withoutEffect());
        Repetitions repetitions = Repetitions.in(context);
        mistakes.addAll(repetitions.mistakes());
        mistakes.addAll(RouteFiles.mistakes(main));

        mistakes.addAll(UnsafeServers.mistakes(main));
        mistakes.addAll(UnsafeEndpoints.mistakes(context));

        Map<String, Template> templates = templates(context);
        Map<String, String> taken = idsElsewhere(context);
        List<WrittenRoute> checked = new ArrayList<>();
        for (WrittenRoute route : written(context.getRegistry())) {
            if (route.id() == null) {
                mistakes.add("camel.route-template: must be written " + WRITTEN);
                continue;
            }
            if (repetitions.ofRoute(route.id())) {
                continue;
            }
            String other = taken.putIfAbsent(route.id(), "another route of " + route.templateId());
            if (other != null) {
                mistakes.add(Line.of(route.id(), "must have an id of its own: %s has this one".formatted(other)));
            }
            Template template = templates.get(route.templateId());
            if (template != null) {
                RouteCheck check = new RouteCheck(context, route, template);
                checked.add(check.complete());
                mistakes.addAll(check.mistakes());
            } else if (route.templateId() != null && route.hasTemplateElsewhere()) {
                checked.add(route);
            } else {
                mistakes.add(unknownTemplate(route, templates));
            }
        }
        if (mistakes.isEmpty()) {
            mistakes.addAll(RoutesCheck.mistakes(checked, templates));
            mistakes.addAll(StepsCheck.mistakes(context));
        }
        if (mistakes.isEmpty()) {
            mistakes.addAll(Directs.mistakes(context, checked, templates));
            mistakes.addAll(Kamelets.mistakes(context, checked, templates));
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        checked.sort(Comparator.comparing(route -> Optional.ofNullable(templates.get(route.templateId()))
                .map(Template::phase)
                .orElse(Template.Phase.CONSUME)));
        give(context.getRegistry(), checked);
    }

    private static String unknownTemplate(WrittenRoute route, Map<String, Template> templates) {
        String all = "one of " + String.join(", ", templates.keySet());
        if (route.templateId() == null) {
            return Line.of(route.id(), "template-id is missing: must be " + all);
        }
        String known = Nearest.to(route.templateId(), templates.keySet())
                .map(near -> "there is no such template; did you mean " + near + "?")
                .orElse("must be " + all);
        return Line.of(route.id(), "template-id", route.templateId(), known);
    }

    private static Map<String, Template> templates(CamelContext context) {
        Map<String, Template> templates = new TreeMap<>();
        for (RouteTemplateDefinition definition : model(context).getRouteTemplateDefinitions()) {
            if (Kamelets.isKamelet(definition)) {
                continue;
            }
            templates.put(definition.getId(), Template.undeclared(definition));
        }
        for (Template template : context.getRegistry().findByType(Template.class)) {
            templates.put(template.id(), template);
        }
        return new LinkedHashMap<>(templates);
    }

    /** The ids of routes and steps that come from elsewhere than templates, each with the route that has it. */
    private static Map<String, String> idsElsewhere(CamelContext context) {
        Map<String, String> ids = new LinkedHashMap<>();
        for (RouteDefinition route : model(context).getRouteDefinitions()) {
            String name = "the route from " + Line.value(route.getInput().getEndpointUri())
                    + RouteFile.place(route.getInput())
                            .map(place -> " in " + place)
                            .orElse("");
            ProcessorDefinitionHelper.gatherAllNodeIds(route, new ArrayList<>(), true, false)
                    .forEach(id -> ids.putIfAbsent(id, id.equals(route.getId()) ? name : "a step of " + name));
        }
        return ids;
    }

    private static Model model(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static List<WrittenRoute> written(Registry registry) {
        List<WrittenRoute> routes = new ArrayList<>();
        for (RouteTemplateParameterSource source : registry.findByType(RouteTemplateParameterSource.class)) {
            source.routeIds().forEach(id -> routes.add(WrittenRoute.in(source, id)));
        }
        return routes;
    }

    private static void give(Registry registry, List<WrittenRoute> routes) {
        registry.findByTypeWithName(RouteTemplateParameterSource.class).keySet().forEach(registry::unbind);
        registry.bind(CheckedRoutes.NAME, RouteTemplateParameterSource.class, new CheckedRoutes(routes));
    }

    /** Settings that Camel ignores silently. */
    private List<String> withoutEffect() {
        List<String> mistakes = new ArrayList<>();
        environment.keySet().stream()
                .filter(name -> name.startsWith("CAMEL_ROUTE_TEMPLATE"))
                .sorted()
                .forEach(name -> mistakes.add(name
                        + " in the environment has no effect: write a placeholder as the parameter's value, such as"
                        + " {{billing.queue}}, and set that, such as BILLING_QUEUE"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("camel.route-template["))
                .sorted()
                .forEach(name -> mistakes.add("-D%s has no effect: write -D%s"
                        .formatted(name, name.replace("camel.route-template[", "camel.routeTemplate["))));
        return mistakes;
    }
}
