package configuration;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RouteTemplateParameterSource;

/** The queues that the routes of an application name, by a parameter {@code queue}. */
public final class WrittenQueues {
    private WrittenQueues() {}

    /** Of an application whose configuration has been checked. */
    public static Set<String> of(Registry registry) {
        Set<String> queues = new TreeSet<>();
        for (RouteTemplateParameterSource source : registry.findByType(RouteTemplateParameterSource.class)) {
            source.routeIds().stream()
                    .map(id -> source.parameters(id).get("queue"))
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .forEach(queues::add);
        }
        return queues;
    }
}
