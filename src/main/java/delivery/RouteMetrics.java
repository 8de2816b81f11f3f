package delivery;

import java.util.List;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.RoutePolicyFactory;

/**
 * Switches off Camel's route metrics for routes that consume a queue, because {@link DeliveryMetrics} says more about them.
 * Camel's metrics build a name three times for each message, which takes up to a twentieth of a message's processor time. With
 * {@code camel.metrics.route-policy-level = all}, each route keeps them.
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
