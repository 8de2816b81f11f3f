package configuration;

import org.apache.camel.CamelContext;

/**
 * A part of the application that prepares something for each configured route before it starts, such as its admission.
 * Bind it in the registry: it is called again whenever the routes of a running application change.
 */
@FunctionalInterface
public interface PerRoute {
    /**
     * Prepares what the {@linkplain ConfiguredRoute configured routes} of the application need.
     *
     * @throws ConfigurationException with one line for each mistake
     */
    void prepare(CamelContext context);
}
