package commands;

import java.util.Optional;
import java.util.function.Function;
import topology.Topology;

/**
 * The stages of an application, whose names are a part of the names of its topics and queues.
 *
 * @param current the value of {@value #PROPERTY}, if it is set
 * @param topology reads the routes as they are at a stage
 */
public record Stages(Optional<String> current, Function<String, Topology> topology) {
    /** The property that routes use as {@code {{caravan.stage}}}. */
    public static final String PROPERTY = "caravan.stage";

    /** An application without stages. */
    static final Stages NONE = new Stages(Optional.empty(), stage -> {
        throw new IllegalStateException("there are no stages");
    });
}
