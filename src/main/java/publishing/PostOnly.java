package publishing;

import java.net.URISyntaxException;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * Restricts an HTTP route to POST, unless its {@code from} sets the methods. Without {@value #METHODS}, Camel's HTTP servers hand
 * GET and OPTIONS requests to the route too, and these would be published.
 */
public record PostOnly(CamelContext context) implements BiConsumer<RouteDefinition, Map<String, Object>> {
    private static final String METHODS = "httpMethodRestrict";

    @Override
    public void accept(RouteDefinition route, Map<String, Object> parameters) {
        String from = context.resolvePropertyPlaceholders(String.valueOf(parameters.get("from")));
        if (canRestrict(from) && !isRestricted(from)) {
            String methods = isValidated(parameters) ? "POST,OPTIONS" : "POST";
            route.getInput().setUri(from + (from.contains("?") ? "&" : "?") + METHODS + "=" + methods);
        }
    }

    /** Whether OPTIONS requests are answered before they reach the route. */
    private boolean isValidated(Map<String, Object> parameters) {
        return context.resolvePropertyPlaceholders(String.valueOf(parameters.get("challenge")))
                .contains("cloudevents");
    }

    /** Whether the endpoint is one of Camel's HTTP servers. */
    private boolean canRestrict(String from) {
        String scheme = StringHelper.before(from, ":", "");
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        return factory != null && factory.propertyNames().contains(METHODS);
    }

    /** Camel accepts an option in upper or lower case, with or without dashes. */
    private static boolean isRestricted(String from) {
        try {
            return URISupport.parseQuery(URISupport.extractQuery(from)).keySet().stream()
                    .anyMatch(option -> StringHelper.dashToCamelCase(option).equalsIgnoreCase(METHODS));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
