package process;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;

/** Adds services to a Camel context. */
public final class Services {
    private Services() {}

    /**
     * Adds a service, which starts and stops with the context.
     *
     * @throws IllegalStateException if the service cannot be added
     */
    public static void add(CamelContext camel, Service service) {
        try {
            camel.addService(service);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
