package delivery;

import java.util.List;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.RoutePolicyFactory;

/**
 * Keeps Camel's metrics of a route to those that consume no queue, for {@link DeliveryMetrics} say more of those that do. Camel's
 * spell out a name three times for each message, which is up to a twentieth of the processor time that a message takes. With {@code
 * camel.metrics.route-policy-level = all} they are of each route.
 */
public final class RouteMetrics extends MainListenerSupport {
    @Override
    public void afterConfigure(BaseMainSupport main) {
        List<RoutePolicyFactory> factories = main.getCamelContext().getRoutePolicyFactories();
        factories.replaceAll(
                factory -> factory instanceof MicrometerRoutePolicyFactory camels ? besideQueues(camels) : factory);
    }

    private static RoutePolicyFactory besideQueues(MicrometerRoutePolicyFactory camels) {
        if (camels.getPolicyConfiguration().isContextEnabled()) {
            return camels;
        }
        return (camel, id, route) -> consumesQueue(route) ? null : camels.createRoutePolicy(camel, id, route);
    }

    private static boolean consumesQueue(NamedNode route) {
        return route instanceof NamedRoute named && named.getEndpointUrl().startsWith("aws2-sqs:");
    }
}
