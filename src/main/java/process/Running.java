package process;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that an application runs, and logs its stop. Register it as a listener of camel-main.
 *
 * <p>The supervising route controller starts the routes after the application. The application counts as running once
 * it has tried to start each route. A route that cannot start, because AWS is away or a queue is missing, is retried
 * and delays nothing.
 */
public final class Running extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final int LOOK_AGAIN_MILLIS = 100;

    private final RouteStarts starts = new RouteStarts();
    private final Consumer<CamelContext> whenRunning;

    /** @param whenRunning called once, when the application runs */
    public Running(Consumer<CamelContext> whenRunning) {
        this.whenRunning = whenRunning;
    }

    /** Logs one line that says what runs and where it listens. */
    public static void log(CamelContext context) {
        long running = context.getRoutes().stream()
                .filter(route -> isStarted(context, route))
                .count();
        LOG.info("Caravan runs: {} of {} routes; {}", running, context.getRoutesSize(), Addresses.of(context));
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        main.getCamelContext().getManagementStrategy().addEventNotifier(starts);
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
                        whenRunning.accept(context);
                    }
                },
                0,
                LOOK_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void beforeStop(BaseMainSupport main) {
        LOG.info(
                "Stopping: running handlers have {} s to finish",
                main.getCamelContext().getShutdownStrategy().getTimeout());
    }

    private boolean isTried(CamelContext context, Route route) {
        return isStarted(context, route)
                || Boolean.FALSE.equals(route.isAutoStartup())
                || starts.hasFailed(route.getRouteId());
    }

    private static boolean isStarted(CamelContext context, Route route) {
        return context.getRouteController().getRouteStatus(route.getId()).isStarted();
    }
}
