package publishing;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The health check of routes that wait. It is down while a route waits for fan-out routes, which the message names. Camel's own
 * checks do not show a route before its first start.
 *
 * <p>The check is up while only confirmations are awaited. SNS requests them from a push consumer, perhaps through a load
 * balancer that sends no requests to a process that is down.
 */
final class WaitingHealth implements HealthCheck {
    private final WaitingRoutes routes;
    private boolean enabled = true;

    WaitingHealth(WaitingRoutes routes) {
        this.routes = routes;
    }

    @Override
    public String getGroup() {
        return "caravan";
    }

    @Override
    public String getId() {
        return "waiting-routes";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this).detail(CHECK_KIND, Kind.READINESS);
        if (!enabled) {
            return result.message("Disabled")
                    .detail(CHECK_ENABLED, false)
                    .unknown()
                    .build();
        }
        Map<String, AwaitedSubscribersException> waiting = routes.waiting();
        if (waiting.isEmpty()) {
            return result.up().build();
        }
        waiting.forEach((route, reason) -> result.detail("route." + route, reason.getMessage()));
        result.message(waiting.entrySet().stream()
                .map(one -> "Route %s does not start yet: %s"
                        .formatted(one.getKey(), one.getValue().getMessage()))
                .collect(Collectors.joining("; ")));
        boolean up = waiting.values().stream().allMatch(AwaitedSubscribersException::onlyConfirmationsAwaited);
        return (up ? result.up() : result.down()).build();
    }
}
