package configuration;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.Language;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * Checks the steps of routes in the user's files: their endpoints, expressions and ids. Camel would find these mistakes
 * when it creates the routes, after queues and topics were created.
 */
final class StepsCheck {
    private static final String SIMPLE = "simple";

    private final CamelContext context;
    private final Map<String, String> ids = new HashMap<>();
    private final List<String> mistakes = new ArrayList<>();

    private StepsCheck(CamelContext context) {
        this.context = context;
    }

    /** One line for each mistake. */
    static List<String> mistakes(CamelContext context) {
        StepsCheck check = new StepsCheck(context);
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        model.getRouteDefinitions().forEach(check::check);
        return check.mistakes;
    }

    private void check(RouteDefinition route) {
        if (route.getTemplateParameters() != null) {
            return; // Its steps have parameters in place of values.
        }
        RouteFile.place(route.getInput())
                .ifPresent(place -> endpoint(place, route.getInput().getEndpointUri()));
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            id(step);
            RouteFile.place(step).ifPresent(place -> check(place, step));
        }
    }

    private void check(String place, ProcessorDefinition<?> step) {
        if (step instanceof EndpointRequiredDefinition sending) {
            endpoint(place, sending.getEndpointUri());
        }
        if (step instanceof KameletDefinition kamelet) {
            endpoint(place, "kamelet:" + kamelet.getName());
        }
        if (step instanceof ExpressionNode node && node.getExpression() != null) {
            expression(place, node.getExpression());
        }
        if (step instanceof LogDefinition log && log.getMessage() != null) {
            expression(place, SIMPLE, log.getMessage());
        }
    }

    private void id(ProcessorDefinition<?> step) {
        String id = step.getId();
        if (id == null || !step.hasCustomIdAssigned()) {
            return;
        }
        Optional<String> place = RouteFile.place(step);
        String other = ids.putIfAbsent(id, place.orElse("a step of another route"));
        if (other != null) {
            place.ifPresent(here ->
                    mistakes.add("%s: id = %s: must be an id of its own: %s has this one".formatted(here, id, other)));
        }
    }

    private void endpoint(String place, String written) {
        resolved(place, written).ifPresent(uri -> {
            String scheme = StringHelper.before(uri, ":", uri);
            new EndpointRule(true)
                    .objection(uri, context)
                    .map(allowed -> "%s: %s: must be %s".formatted(place, Line.value(written), allowed))
                    .or(() -> option(scheme, uri)
                            .or(() -> Kamelets.objection(context, uri))
                            .map(mistake -> "%s: %s: %s".formatted(place, Line.value(written), mistake)))
                    .ifPresent(mistakes::add);
        });
    }

    /** A mistake for the first option that the endpoint does not have. */
    private Optional<String> option(String scheme, String uri) {
        EndpointUriFactory known = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        if (known == null || known.isLenientProperties()) {
            return Optional.empty();
        }
        Set<String> names = known.propertyNames();
        return options(uri).stream()
                .filter(name -> !names.contains(name)
                        && known.multiValuePrefixes().values().stream().noneMatch(name::startsWith))
                .findFirst()
                .map(name -> "%s has no option %s%s".formatted(scheme, name, Nearest.question(name, names)));
    }

    private static Set<String> options(String uri) {
        try {
            return URISupport.parseQuery(URISupport.extractQuery(uri), false, true)
                    .keySet();
        } catch (URISyntaxException e) {
            return Set.of(); // Camel refuses the URI, and says why.
        }
    }

    private void expression(String place, ExpressionDefinition expression) {
        if (expression.getExpression() != null && expression.getExpressionValue() == null) {
            expression(place, expression.getLanguage(), expression.getExpression());
        }
    }

    private void expression(String place, String language, String written) {
        resolved(place, written).ifPresent(text -> {
            try {
                Language known = context.resolveLanguage(language);
                if (SIMPLE.equals(language)) {
                    asOneOf(known, text);
                }
            } catch (NoSuchLanguageException e) {
                mistakes.add("%s: the application has no language %s".formatted(place, language));
            } catch (RuntimeException e) {
                mistakes.add("%s: %s: %s".formatted(place, Line.value(written), Line.value(e.getMessage())));
            }
        });
    }

    /** Accepts a text as a value or as a condition, because only its step knows which of them it needs. */
    private static void asOneOf(Language language, String text) {
        try {
            language.createExpression(text);
        } catch (RuntimeException notExpression) {
            try {
                language.createPredicate(text);
            } catch (RuntimeException notPredicate) {
                throw notExpression;
            }
        }
    }

    private Optional<String> resolved(String place, String written) {
        try {
            return Optional.ofNullable(context.resolvePropertyPlaceholders(written));
        } catch (IllegalArgumentException e) {
            mistakes.add("%s: %s: %s".formatted(place, Line.value(written), Line.unresolved(e)));
            return Optional.empty();
        }
    }
}
