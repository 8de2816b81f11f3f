package process;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.SupervisingRouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once that an application runs, and logs that it stops. It is a listener of camel-main.
 *
 * <p>The supervising route controller starts the routes after the application. It runs when each of its routes has been
 * tried: one that cannot start, because AWS is away or a queue is missing, is tried again and holds nobody up.
 */
public final class Running extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final int LOOK_AGAIN_MILLIS = 100;

    private final BiConsumer<CamelContext, Map<String, String>> tell;

    /** @param tell is called once, with the routes that do not run yet, by id, and why */
    public Running(BiConsumer<CamelContext, Map<String, String>> tell) {
        this.tell = tell;
    }

    /** Logs one line, as it befits a server. */
    public static void log(CamelContext context, Map<String, String> waiting) {
        int routes = context.getRoutesSize();
        LOG.info("Caravan runs: {} of {} routes; {}", routes - waiting.size(), routes, Addresses.of(context));
        waiting.forEach((route, why) -> LOG.warn("Route {} does not run yet, and is tried again: {}", route, why));
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        ScheduledExecutorService look =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "Running");
        look.scheduleWithFixedDelay(
                () -> {
                    if (context.getRoutes().stream().allMatch(route -> isTried(context, route))) {
                        look.shutdown();
                        tell.accept(context, waiting(context));
                    }
                },
                0,
                LOOK_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void beforeStop(BaseMainSupport main) {
        LOG.info(
                "Stopping: handlers that run have {} s to end",
                main.getCamelContext().getShutdownStrategy().getTimeout());
    }

    @Override
    public void afterStop(BaseMainSupport main) {
        LOG.info("Stopped");
    }

    private static boolean isTried(CamelContext context, Route route) {
        return isStarted(context, route)
                || Boolean.FALSE.equals(route.isAutoStartup())
                || failed(context).contains(route);
    }

    private static boolean isStarted(CamelContext context, Route route) {
        return context.getRouteController().getRouteStatus(route.getId()).isStarted();
    }

    private static Map<String, String> waiting(CamelContext context) {
        Map<String, String> waiting = new TreeMap<>();
        SupervisingRouteController supervisor = supervisor(context);
        for (Route route : failed(context)) {
            waiting.put(route.getId(), String.valueOf(supervisor.getRestartException(route.getId())));
        }
        return waiting;
    }

    private static Collection<Route> failed(CamelContext context) {
        SupervisingRouteController supervisor = supervisor(context);
        return supervisor == null
                ? List.of()
                : Stream.concat(supervisor.getRestartingRoutes().stream(), supervisor.getExhaustedRoutes().stream())
                        .toList();
    }

    /** Null if the user has switched it off: then a route that cannot start ends the application. */
    private static SupervisingRouteController supervisor(CamelContext context) {
        return context.getRouteController() instanceof SupervisingRouteController supervisor ? supervisor : null;
    }
}
