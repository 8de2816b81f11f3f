package delivery;

import java.util.Map;
import java.util.Optional;
import ledger.Pause;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The health check of a consumer, which Camel calls for each started route. It is down while receives fail, or while all handlers
 * seem to hang. If only some handlers seem to hang, it is up and says how many. A paused consumer is up and says so, whether an
 * operator has paused it or it has paused itself: a restart would not end such a pause.
 */
final class PollHealth implements HealthCheck {
    private final QueueConsumer consumer;
    private boolean enabled = true;

    PollHealth(QueueConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public String getId() {
        return "consumer:" + consumer.getRouteId();
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
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        result.detail(ENDPOINT_URI, consumer.getEndpoint().getEndpointBaseUri());
        result.detail(CHECK_KIND, Kind.READINESS);
        if (!enabled) {
            return result.message("Disabled")
                    .detail(CHECK_ENABLED, false)
                    .unknown()
                    .build();
        }
        Optional<Pause> pause = consumer.pause();
        if (pause.isPresent()) {
            return paused(result, pause.get()).up().build();
        }
        consumer.selfPause().ifPresent(self -> degraded(result, self));
        int stuck = consumer.stuckHandlers();
        if (stuck > 0) {
            result.detail("handlers.stuck", stuck)
                    .message("Route " + consumer.getRouteId() + " has " + stuck + " of " + consumer.concurrency()
                            + " handlers that seem to hang");
        }
        Strain strain = consumer.strain();
        int failures = strain.failures();
        if (failures == 0) {
            return stuck < consumer.concurrency()
                    ? result.up().build()
                    : result.down().build();
        }
        return result.down()
                .message("Route " + consumer.getRouteId() + " has failed to receive " + failures + " times in a row")
                .detail(FAILURE_ERROR_COUNT, failures)
                .error(strain.last())
                .build();
    }

    /** The check stays up, because a restarted process would have the same failing handler. */
    private void degraded(HealthCheckResultBuilder result, SelfPause pause) {
        result.detail("degraded", true)
                .detail("paused.since", pause.since().toString())
                .detail("paused.until", pause.until().toString())
                .message("Route " + consumer.getRouteId() + " is degraded, it pauses itself: " + pause.reason());
    }

    private HealthCheckResultBuilder paused(HealthCheckResultBuilder result, Pause pause) {
        return result.detail("paused", true)
                .detail("paused.since", pause.since().toString())
                .detail("paused.by", pause.by())
                .message("Route " + consumer.getRouteId() + " is paused by " + pause.by());
    }
}
