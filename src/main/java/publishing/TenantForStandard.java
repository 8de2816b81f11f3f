package publishing;

import aws.Fifo;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks that a route sets {@code tenant} only for a standard topic, and only without {@code group}: a tenant is the group of an
 * event on a standard topic.
 */
public final class TenantForStandard implements Function<Map<String, String>, Optional<Objection>> {
    @Override
    public Optional<Objection> apply(Map<String, String> parameters) {
        if (!parameters.containsKey("tenant")) {
            return Optional.empty();
        }
        if (Fifo.is(parameters.get("topic"))) {
            return Optional.of(new Objection("tenant", "left out for a FIFO topic, where group keeps the order"));
        }
        return parameters.containsKey("group")
                ? Optional.of(new Objection("tenant", "left out where group is: both name the message group"))
                : Optional.empty();
    }
}
