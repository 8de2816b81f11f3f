package publishing;

import aws.Fifo;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A FIFO topic keeps the order of each group, so each of its events must be in one. */
public final class GroupForFifo implements Function<Map<String, String>, Optional<Objection>> {
    @Override
    public Optional<Objection> apply(Map<String, String> parameters) {
        return Fifo.is(parameters.get("topic")) && !parameters.containsKey("group")
                ? Optional.of(new Objection("group", "given for a FIFO topic, such as ${header.ce-subject}"))
                : Optional.empty();
    }
}
