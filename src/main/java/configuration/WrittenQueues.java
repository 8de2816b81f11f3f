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
        return values(registry, "queue");
    }

    /** The dead-letter queues that it names for subscribers that are no queue. */
    public static Set<String> deadLettersOfSubscriptions(Registry registry) {
        return values(registry, "deadLetters");
    }

    private static Set<String> values(Registry registry, String parameter) {
        Set<String> queues = new TreeSet<>();
        for (RouteTemplateParameterSource source : registry.findByType(RouteTemplateParameterSource.class)) {
            source.routeIds().stream()
                    .map(id -> source.parameters(id).get(parameter))
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .forEach(queues::add);
        }
        return queues;
    }
}
