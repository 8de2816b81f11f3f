package configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.util.StringHelper;

/**
 * A route template whose parameters are checked before the application starts.
 *
 * <p>Camel takes any value for a template's parameter and finds out at the first use. A template that is declared here
 * says of each parameter what it must be, and {@link ConfigurationCheck} refuses the rest with one line each.
 */
public final class Template {
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

    /** When the routes of a template start; those of one phase start in the order in which they are written. */
    public enum Phase {
        /** Makes topics, queues and subscriptions exist. */
        TOPOLOGY,
        /** Takes messages from queues. */
        CONSUME,
        /** Lets events in. */
        PUBLISH
    }

    /** One parameter: its default ({@code null} for none), whether it must be given, what it must be, what it is for. */
    public record Parameter(String name, String defaultValue, boolean required, Rule rule, String description) {}

    /** What is wrong when single values are right but do not go together: the parameter to name, and what it must be. */
    public record Objection(String parameter, String allowed) {}

    /**
     * Declares a template.
     *
     * @param routes the class that holds it
     * @param id what users write as {@code template-id}
     * @param phase when its routes start
     */
    public static Template template(RouteBuilder routes, String id, Phase phase) {
        return new Template(routes, id, phase);
    }

    /** What is known of a template that was not declared here: its parameters' names. */
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

    /** The template that was declared here and became this definition. */
    static Optional<Template> declared(RouteTemplateDefinition definition) {
        return Optional.ofNullable(definition
                .getCamelContext()
                .getRegistry()
                .lookupByNameAndType(NAME + definition.getId(), Template.class));
    }

    void prepare(RouteDefinition route, Map<String, Object> values) {
        preparation.accept(route, values);
    }

    /** A parameter that each route must set. */
    public Template required(String name, Rule rule, String description) {
        return add(new Parameter(name, null, true, rule, description));
    }

    /** A parameter with a default. The default is for {@code {{name}}}. */
    public Template optional(String name, String defaultValue, Rule rule, String description) {
        return add(new Parameter(name, Objects.requireNonNull(defaultValue), false, rule, description));
    }

    /** A parameter that may be left out, to be used as {@code {{?name}}}. */
    public Template optional(String name, Rule rule, String description) {
        return add(new Parameter(name, null, false, rule, description));
    }

    /** A parameter that earlier versions had. A route that still sets it is refused with what holds now. */
    public Template gone(String name, String instead) {
        gone.put(name, instead);
        return this;
    }

    /**
     * A rule across parameters. It sees every value by name, defaults included and without those that were left out, and
     * is asked only if each value is right by itself. Several rules are asked in their order; the first objection
     * is reported.
     */
    public Template agreeing(Function<Map<String, String>, Optional<Objection>> agreement) {
        agreements.add(agreement);
        return this;
    }

    /**
     * A rule across routes. It sees the values of a route of this template and then those of another route, of whatever
     * template, and objects to the first; it is asked only if all routes are right by themselves.
     */
    public Template agreeingWithOthers(
            BiFunction<Map<String, String>, Map<String, String>, Optional<Objection>> agreement) {
        agreementsWithOthers.add(agreement);
        return this;
    }

    /** Changes each route of this template before Camel has it. It sees the values by name, placeholders included. */
    public Template prepared(BiConsumer<RouteDefinition, Map<String, Object>> byItsValues) {
        preparation = byItsValues;
        return this;
    }

    /** Parameters that several templates share, declared in one place. */
    public Template with(UnaryOperator<Template> shared) {
        return shared.apply(this);
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

    /** What users write as {@code template-id}. */
    public String id() {
        return id;
    }

    Phase phase() {
        return phase;
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    /** What holds now instead of a parameter that is gone. */
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
