package publishing;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Down while a route waits for fan-out routes, which the message names. Camel's own checks do not show a route before its
 * first start.
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
        Map<String, String> reasons = routes.reasons();
        if (reasons.isEmpty()) {
            return result.up().build();
        }
        reasons.forEach((route, reason) -> result.detail("route." + route, reason));
        return result.down()
                .message(reasons.entrySet().stream()
                        .map(one -> "Route %s does not start yet: %s".formatted(one.getKey(), one.getValue()))
                        .collect(Collectors.joining("; ")))
                .build();
    }
}
