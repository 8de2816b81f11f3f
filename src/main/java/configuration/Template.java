package configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.StringHelper;

/**
 * A route template whose parameters are checked before the application starts.
 *
 * <p>Camel accepts any value for a template's parameter, and fails at the first use. A template declared here gives
 * each parameter a rule, and {@link ConfigurationCheck} refuses wrong values with one line each.
 */
public final class Template {
    /** The name under which a rule across routes finds the other route's template among its values. */
    public static final String ID = "template-id";

    private static final String NAME = "caravan-template-";

    private final RouteBuilder routes;
    private final String id;
    private final Phase phase;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, String> gone = new LinkedHashMap<>();
    private final List<Function<Map<String, String>, Optional<Objection>>> agreements = new ArrayList<>();
    private final List<BiFunction<Map<String, String>, Map<String, String>, Optional<Objection>>> agreementsWithOthers =
            new ArrayList<>();
    private BiConsumer<RouteDefinition, Map<String, Object>> preparation = (route, parameters) -> {};

    private Template(RouteBuilder routes, String id, Phase phase) {
        this.routes = routes;
        this.id = id;
        this.phase = phase;
    }

    /**
     * The order of the start: routes start phase by phase, and within a phase in the order in which they are written.
     */
    public enum Phase {
        /** Creates topics, queues and subscriptions. */
        TOPOLOGY,
        /** Consumes queues. */
        CONSUME,
        /** Publishes events. */
        PUBLISH
    }

    /**
     * One parameter: its name, its default ({@code null} for none), whether it is required, its rule and its
     * description. The value of a secret parameter is never shown.
     */
    public record Parameter(
            String name, String defaultValue, boolean required, Rule rule, String description, boolean isSecret) {
        Parameter(String name, String defaultValue, boolean required, Rule rule, String description) {
            this(name, defaultValue, required, rule, description, false);
        }
    }

    /** An objection to values that are valid alone but not together: the parameter to name, and what it must be. */
    public record Objection(String parameter, String allowed) {}

    /**
     * Declares a template.
     *
     * @param routes the route builder that holds the template
     * @param id the value that users write as {@code template-id}
     * @param phase when its routes start
     */
    public static Template template(RouteBuilder routes, String id, Phase phase) {
        return new Template(routes, id, phase);
    }

    /** A template that is declared elsewhere. Its parameters have no rules. */
    static Template undeclared(RouteTemplateDefinition definition) {
        Template template = new Template(null, definition.getId(), Phase.CONSUME);
        Rule anything = value -> Optional.empty();
        List<RouteTemplateParameterDefinition> parameters = definition.getTemplateParameters();
        for (RouteTemplateParameterDefinition parameter :
                parameters == null ? List.<RouteTemplateParameterDefinition>of() : parameters) {
            template.add(new Parameter(
                    StringHelper.dashToCamelCase(parameter.getName()),
                    parameter.getDefaultValue(),
                    !Boolean.FALSE.equals(parameter.getRequired()) && parameter.getDefaultValue() == null,
                    anything,
                    parameter.getDescription()));
        }
        return template;
    }

    /** The declared template behind a Camel definition. */
    static Optional<Template> declared(RouteTemplateDefinition definition) {
        return named(definition.getCamelContext().getRegistry(), definition.getId());
    }

    /** The declared template that users write as this {@code template-id}. */
    static Optional<Template> named(Registry registry, String id) {
        return Optional.ofNullable(registry.lookupByNameAndType(NAME + id, Template.class));
    }

    void prepare(RouteDefinition route, Map<String, Object> values) {
        preparation.accept(route, values);
    }

    /** Adds a parameter that each route must set. */
    public Template required(String name, Rule rule, String description) {
        return add(new Parameter(name, null, true, rule, description));
    }

    /** Adds a parameter with a default, to be used as {@code {{name}}}. */
    public Template optional(String name, String defaultValue, Rule rule, String description) {
        return add(new Parameter(name, Objects.requireNonNull(defaultValue), false, rule, description));
    }

    /** Adds a parameter that may be left out, to be used as {@code {{?name}}}. */
    public Template optional(String name, Rule rule, String description) {
        return add(new Parameter(name, null, false, rule, description));
    }

    /** Adds a parameter that may be left out and whose value is a secret: it is in no message and on no page. */
    public Template secret(String name, Rule rule, String description) {
        return add(new Parameter(name, null, false, rule, description, true));
    }

    /** Declares a parameter of earlier versions. A route that still sets it is refused with the reason. */
    public Template gone(String name, String instead) {
        gone.put(name, instead);
        return this;
    }

    /**
     * Adds a rule across parameters, checked once each value is valid by itself. The rule gets all values by name,
     * defaults included, without parameters that were left out. Rules are checked in their order; the first objection
     * is reported.
     */
    public Template agreeing(Function<Map<String, String>, Optional<Objection>> agreement) {
        agreements.add(agreement);
        return this;
    }

    /**
     * Adds a rule across routes, checked once all routes are valid by themselves. The rule gets the values of a route
     * of this template, then the values of any other route, with its template as {@value #ID}. The objection is about the
     * first.
     */
    public Template agreeingWithOthers(
            BiFunction<Map<String, String>, Map<String, String>, Optional<Objection>> agreement) {
        agreementsWithOthers.add(agreement);
        return this;
    }

    /**
     * Adds a change to each route of this template before Camel gets it. The function gets the values by name,
     * placeholders unresolved.
     */
    public Template prepared(BiConsumer<RouteDefinition, Map<String, Object>> byItsValues) {
        preparation = byItsValues;
        return this;
    }

    /** Adds parameters that several templates share. */
    public Template with(UnaryOperator<Template> shared) {
        return shared.apply(this);
    }

    /** Removes parameters that were declared together with others, because this template decides them itself. */
    public Template without(String... names) {
        parameters.keySet().removeAll(Set.of(names));
        return this;
    }

    /** The Camel template, to be continued with {@code from}. */
    public RouteTemplateDefinition route() {
        RouteTemplateDefinition definition = routes.routeTemplate(id);
        for (Parameter parameter : parameters.values()) {
            if (parameter.required()) {
                definition.templateParameter(parameter.name(), null, parameter.description());
            } else if (parameter.defaultValue() != null) {
                definition.templateParameter(parameter.name(), parameter.defaultValue(), parameter.description());
            } else {
                definition.templateOptionalParameter(parameter.name(), parameter.description());
            }
        }
        routes.getContext().getRegistry().bind(NAME + id, Template.class, this);
        return definition;
    }

    /** The value that users write as {@code template-id}. */
    public String id() {
        return id;
    }

    Phase phase() {
        return phase;
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    /** What replaces a parameter of earlier versions. */
    Optional<String> insteadOf(String name) {
        return Optional.ofNullable(gone.get(name));
    }

    List<Function<Map<String, String>, Optional<Objection>>> agreements() {
        return agreements;
    }

    List<BiFunction<Map<String, String>, Map<String, String>, Optional<Objection>>> agreementsWithOthers() {
        return agreementsWithOthers;
    }

    private Template add(Parameter parameter) {
        parameters.put(parameter.name(), parameter);
        return this;
    }
}
