package publishing;

import aws.Fifo;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Checks that a route to a FIFO topic sets the group, because each event of such a topic must be in a group. */
public final class GroupForFifo implements Function<Map<String, String>, Optional<Objection>> {
    @Override
    public Optional<Objection> apply(Map<String, String> parameters) {
        return Fifo.is(parameters.get("topic")) && !parameters.containsKey("group")
                ? Optional.of(new Objection("group", "given for a FIFO topic, such as ${header.ce-subject}"))
                : Optional.empty();
    }
}
