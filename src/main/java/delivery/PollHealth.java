package delivery;

import java.util.Map;
import java.util.Optional;
import ledger.Pause;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Down while a consumer's receives fail, or while all its handlers seem to hang: Camel asks this check for each route that
 * is started. A handler that hangs beside others that do not is named, and the consumer is up. A consumer that an operator has
 * paused is up and says so, and so is one that has paused itself: a process that is restarted for it would be paused again.
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

    /** A process that is restarted for it would meet the same handler. */
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
