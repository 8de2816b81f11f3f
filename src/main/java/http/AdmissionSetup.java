package http;

import configuration.ConfigurationException;
import configuration.ConfiguredRoute;
import configuration.PerRoute;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import process.Loopback;

/**
 * Gives each {@code publish} route that takes HTTP requests its {@link Admission}. The start is refused if strangers can reach a
 * route that does not say who may publish.
 */
public final class AdmissionSetup extends MainListenerSupport {
    private static final String TEMPLATE = "publish";
    private static final String ACCESS = "access";

    /** The admission of each route, by its id. */
    record Admissions(Map<String, Admission> ofRoutes) {
        /** The admission of the route that starts with this endpoint. */
        static Optional<Admission> of(Endpoint endpoint) {
            return Optional.ofNullable(endpoint.getCamelContext().getRegistry().findSingleByType(Admissions.class))
                    .flatMap(all -> HttpRoute.of(endpoint, all.ofRoutes()));
        }
    }

    /**
     * Runs after the configuration, because only then can the vault be asked.
     *
     * @throws ConfigurationException with one line for each route to which strangers could publish, and for each caller without a
     *     token
     */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        prepare(context);
        context.getRegistry().bind("admission-per-route", PerRoute.class, (PerRoute) AdmissionSetup::prepare);
    }

    private static void prepare(CamelContext context) {
        List<ConfiguredRoute> routes = ConfiguredRoute.in(context.getRegistry()).stream()
                .filter(route -> route.template().equals(TEMPLATE)
                        && FrontDoor.serves(route.parameters().get("from")))
                .toList();
        refuseStrangers(routes, context);
        Set<String> named =
                routes.stream().flatMap(route -> callers(route).stream()).collect(Collectors.toSet());
        Callers callers = Callers.named(named, context);
        MeterRegistry registry = context.getRegistry().findSingleByType(MeterRegistry.class);
        MeterRegistry meters = registry == null ? new CompositeMeterRegistry() : registry;
        Map<String, Admission> admissions = new HashMap<>();
        for (ConfiguredRoute route : routes) {
            Optional<Limit> limit =
                    Optional.ofNullable(route.parameters().get("limit")).map(Limit::of);
            admissions.put(route.id(), new Admission(route.id(), callers(route), limit, callers, meters));
        }
        context.getRegistry().bind("admissions", new Admissions(admissions));
    }

    private static Set<String> callers(ConfiguredRoute route) {
        return Admission.callers(route.parameters().getOrDefault(ACCESS, Admission.OPEN));
    }

    private static void refuseStrangers(List<ConfiguredRoute> routes, CamelContext context) {
        if (Loopback.isAllOf(context)) {
            return;
        }
        List<String> mistakes = new ArrayList<>();
        for (ConfiguredRoute route : routes) {
            if (Stream.of(ACCESS, WebhookSetup.SIGNATURE).noneMatch(route.parameters()::containsKey)) {
                mistakes.add(
                        ("route %s: access must be given, because listen.host = %s lets strangers publish: the names of"
                                        + " callers, such as shop, billing, each with a token (callers.shop.token), or open; or signature, if a webhook's sender signs")
                                .formatted(route.id(), Loopback.host(context)));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
    }
}
