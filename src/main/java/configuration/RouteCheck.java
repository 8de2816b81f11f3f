package configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteTemplateParameterSource;

/** Checks one route against its template and completes it: placeholders resolved, defaults filled in. */
final class RouteCheck {
    private final CamelContext context;
    private final WrittenRoute route;
    private final Template template;
    private final List<String> mistakes = new ArrayList<>();

    RouteCheck(CamelContext context, WrittenRoute route, Template template) {
        this.context = context;
        this.route = route;
        this.template = template;
    }

    /** The route with every parameter of its template, or as written if there are mistakes. */
    WrittenRoute complete() {
        Map<String, Object> written = resolved();
        Map<String, Object> values = new LinkedHashMap<>();
        for (Template.Parameter parameter : template.parameters().values()) {
            Object value = written.remove(parameter.name());
            if (value == null && parameter.required() && !route.parameters().containsKey(parameter.name())) {
                missing(parameter);
            } else if (value != null) {
                check(parameter, value);
                values.put(parameter.name(), value);
            } else if (parameter.defaultValue() != null) {
                values.put(parameter.name(), parameter.defaultValue());
            }
        }
        Object location = written.remove(RouteTemplateParameterSource.LOCATION);
        new TreeMap<>(written).forEach(this::unknown);
        if (mistakes.isEmpty()) {
            agree(values);
        }
        if (!mistakes.isEmpty()) {
            return route;
        }
        values.put(
                Placeholders.LEFT_OUT,
                Placeholders.leftOut(
                        template.parameters().keySet().stream().filter(name -> !values.containsKey(name))));
        if (location != null) {
            values.put(RouteTemplateParameterSource.LOCATION, location);
        }
        return new WrittenRoute(route.id(), route.templateId(), values);
    }

    /** One line for each mistake. */
    List<String> mistakes() {
        return mistakes;
    }

    private Map<String, Object> resolved() {
        Map<String, Object> resolved = new LinkedHashMap<>();
        route.parameters().forEach((name, value) -> {
            try {
                Object text = value instanceof String raw && raw.contains("{{")
                        ? context.resolvePropertyPlaceholders(raw)
                        : value;
                if (text != null) {
                    resolved.put(name, text);
                }
            } catch (IllegalArgumentException e) {
                mistakes.add(Line.of(route.id(), name, value, Line.unresolved(e)));
            }
        });
        return resolved;
    }

    private void missing(Template.Parameter parameter) {
        String allowed =
                parameter.rule().objection("").map(rule -> ": must be " + rule).orElse("");
        mistakes.add(Line.of(route.id(), parameter.name() + " is missing" + allowed));
    }

    private void check(Template.Parameter parameter, Object value) {
        if (value instanceof String text) {
            parameter
                    .rule()
                    .objection(text, context)
                    .ifPresent(allowed -> mistakes.add(Line.of(
                            route.id(),
                            parameter.name(),
                            parameter.isSecret() ? RouteSetting.SECRET : text,
                            from(parameter.name()) + "must be " + allowed)));
        }
    }

    private void unknown(String name, Object value) {
        String why = template.insteadOf(name)
                .map(instead -> "%s is gone: %s".formatted(name, instead))
                .orElseGet(() -> "%s has no such parameter; %s".formatted(template.id(), known(name)));
        // A mistyped name may be that of a secret: a placeholder is shown as it is written.
        Object raw = route.parameters().getOrDefault(name, value);
        mistakes.add(Line.of(route.id(), name, isMeantAsSecret(name) ? RouteSetting.SECRET : raw, why));
    }

    private boolean isMeantAsSecret(String unknown) {
        return Nearest.to(unknown, template.parameters().keySet())
                .map(template.parameters()::get)
                .filter(Template.Parameter::isSecret)
                .isPresent();
    }

    private String known(String unknown) {
        return Nearest.to(unknown, template.parameters().keySet())
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() ->
                        "it has " + String.join(", ", template.parameters().keySet()));
    }

    private void agree(Map<String, Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, value.toString()));
        for (Function<Map<String, String>, Optional<Template.Objection>> agreement : template.agreements()) {
            Optional<Template.Objection> objection = agreement.apply(texts);
            if (objection.isPresent()) {
                String name = objection.get().parameter();
                String allowed = "must be " + objection.get().allowed();
                mistakes.add(
                        texts.containsKey(name)
                                ? Line.of(route.id(), name, shown(name, texts.get(name)), from(name) + allowed)
                                : Line.of(route.id(), name + " is missing: " + allowed));
                return;
            }
        }
    }

    private String shown(String name, String value) {
        Template.Parameter parameter = template.parameters().get(name);
        return parameter != null && parameter.isSecret() ? RouteSetting.SECRET : value;
    }

    /** The property that a placeholder refers to, as the start of a message; empty if the value is written in place. */
    private String from(String name) {
        Object raw = route.parameters().get(name);
        return raw instanceof String text && text.contains("{{") ? "from " + Line.value(text) + ": " : "";
    }
}
