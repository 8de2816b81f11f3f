package configuration;

import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResolverHelper;

/** A safe Camel endpoint URI, a scheme, a colon and the rest, whose scheme the application has a component for. */
final class EndpointRule implements Rule {
    private static final String ALLOWED = "a Camel endpoint such as direct:bill";

    private final boolean sentTo;

    EndpointRule(boolean sentTo) {
        this.sentTo = sentTo;
    }

    /** Whether a route of the template sends to it; else it consumes it. */
    boolean isSentTo() {
        return sentTo;
    }

    @Override
    public Optional<String> objection(String value) {
        return value.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.+") ? Optional.empty() : Optional.of(ALLOWED);
    }

    @Override
    public Optional<String> objection(String value, CamelContext context) {
        return objection(value).or(() -> {
            String scheme = value.substring(0, value.indexOf(':'));
            return hasComponent(context, scheme)
                    ? UnsafeEndpoints.objection(value, context)
                    : Optional.of(ALLOWED + "; the application has no component " + scheme);
        });
    }

    /** The component is not kept: Camel makes and configures its own when a route asks for it. */
    private static boolean hasComponent(CamelContext context, String scheme) {
        try {
            return context.hasComponent(scheme) != null
                    || ResolverHelper.lookupComponentInRegistryWithFallback(context, scheme) != null
                    || PluginHelper.getComponentResolver(context).resolveComponent(scheme, context) != null;
        } catch (Exception e) {
            // It is there, and cannot be made: Camel says why when it makes the route.
            return true;
        }
    }
}
