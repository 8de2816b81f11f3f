package publishing;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.NonManagedService;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteEvent;
import org.apache.camel.spi.CamelEvent.RouteRemovedEvent;
import org.apache.camel.spi.CamelEvent.RouteRestartingFailureEvent;
import org.apache.camel.spi.CamelEvent.RouteStartedEvent;
import org.apache.camel.spi.SupervisingRouteController;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that wait for the {@link Subscribers} of their topic. Each starts as soon as the last of these fan-out routes has
 * started. The supervising route controller alone would start it at its next attempt, up to half a minute later.
 */
public final class WaitingRoutes extends EventNotifierSupport implements NonManagedService {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoutes.class);

    /** Why a route was not started, by the route's id. */
    private final Map<String, AwaitedSubscribersException> refused = new ConcurrentHashMap<>();

    private final HealthCheck health = new WaitingHealth(this);
    private ExecutorService starts;

    public WaitingRoutes() {
        setIgnoreCamelContextInitEvents(true);
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeEvents(true); // or Camel creates several events for each exchange
    }

    /** The health check, which is down while a route waits. */
    public HealthCheck health() {
        return health;
    }

    /** The subscribers that each route waits for, by the route's id. */
    Map<String, AwaitedSubscribersException> waiting() {
        Map<String, AwaitedSubscribersException> waiting = new TreeMap<>(refused);
        waiting.keySet().removeIf(route -> !isRetried(route));
        return waiting;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof RouteRestartingFailureEvent
                || event instanceof RouteStartedEvent
                || event instanceof RouteRemovedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        String route = ((RouteEvent) event).getRoute().getRouteId();
        if (event instanceof RouteRestartingFailureEvent failed) {
            failed(route, failed.getCause(), failed.getAttempt());
        } else {
            refused.remove(route);
            if (!refused.isEmpty()) {
                // On another thread, because this one is starting a route and holds Camel's locks.
                starts.execute(this::startAllThatMay);
            }
        }
    }

    private void failed(String route, Throwable cause, long attempt) {
        AwaitedSubscribersException reason = ObjectHelper.getException(AwaitedSubscribersException.class, cause);
        if (reason == null) {
            refused.remove(route);
            return;
        }
        refused.put(route, reason);
        if (attempt == 1) {
            // Not at the first attempt, 0, which may just have been made before the fan-out route's.
            LOG.warn("Route {} does not start yet: {}", route, reason.getMessage());
        }
    }

    private void startAllThatMay() {
        waiting().forEach((route, reason) -> start(route, reason.topic()));
    }

    private void start(String route, String topic) {
        try {
            Subscribers.require(getCamelContext(), topic);
            getCamelContext().getRouteController().startRoute(route);
        } catch (AwaitedSubscribersException e) {
            refused.replace(route, e);
        } catch (Exception e) {
            LOG.info("Route {} has all its subscribers, but cannot start yet: {}", route, e.getMessage());
        }
    }

    /** Whether the controller will retry the start. It does not if an operator has stopped the route. */
    private boolean isRetried(String route) {
        return getCamelContext().isRunAllowed()
                && getCamelContext().getRouteController() instanceof SupervisingRouteController controller
                && controller.getRestartingRoutes().stream()
                        .anyMatch(restarting -> restarting.getRouteId().equals(route));
    }

    /**
     * Refuses another attempt before the consumer starts. Camel starts a route's producers at the first attempt only, and
     * some consumers hide why their start failed: a file consumer reports a {@code NullPointerException}.
     */
    private void refuseAgain(String route) {
        AwaitedSubscribersException reason = refused.get(route);
        if (reason != null) {
            try {
                Subscribers.require(getCamelContext(), reason.topic());
            } catch (AwaitedSubscribersException e) {
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
        }
    }

    @Override
    protected void doStart() {
        getCamelContext().addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onServiceAdd(CamelContext camel, Service service, Route route) {
                if (service instanceof Consumer && route != null) {
                    refuseAgain(route.getRouteId());
                }
            }
        });
        starts = getCamelContext().getExecutorServiceManager().newSingleThreadExecutor(this, "WaitingRoutes");
    }

    @Override
    protected void doStop() {
        if (starts == null) {
            return;
        }
        getCamelContext().getExecutorServiceManager().shutdown(starts);
    }
}
