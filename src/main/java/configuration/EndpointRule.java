package configuration;

import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResolverHelper;

/** Accepts a safe Camel endpoint URI whose component the application has. */
final class EndpointRule implements Rule {
    private static final String ALLOWED = "a Camel endpoint such as direct:bill";

    private final boolean sentTo;

    EndpointRule(boolean sentTo) {
        this.sentTo = sentTo;
    }

    /** Whether routes of the template send to the endpoint; otherwise they consume it. */
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

    /** Looks up the component without keeping it: Camel creates and configures its own for the route. */
    private static boolean hasComponent(CamelContext context, String scheme) {
        try {
            return context.hasComponent(scheme) != null
                    || ResolverHelper.lookupComponentInRegistryWithFallback(context, scheme) != null
                    || PluginHelper.getComponentResolver(context).resolveComponent(scheme, context) != null;
        } catch (Exception e) {
            // The component exists but cannot be created; Camel reports the reason when it creates the route.
            return true;
        }
    }
}
