package inbox;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import ledger.Pause;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check of an inbox, which is up while the route is started. A route that an operator has paused is up and says so,
 * because a restart would not end the pause.
 */
final class InboxHealth extends AbstractHealthCheck {
    private final String route;
    private final Supplier<Optional<Pause>> pause;

    InboxHealth(String route, Supplier<Optional<Pause>> pause) {
        super("camel", "consumer:" + route);
        this.route = route;
        this.pause = pause;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        pause.get()
                .ifPresent(paused -> result.detail("paused", true)
                        .detail("paused.since", paused.since().toString())
                        .detail("paused.by", paused.by())
                        .message("Route " + route + " is paused by " + paused.by()));
        result.up();
    }
}
