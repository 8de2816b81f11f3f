package topology.provisioning;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import process.Json;
import topology.provisioning.PlanEntry.Verb;

/** The differences between the configuration and AWS, in the order in which they are resolved. */
public final class Plan {
    private static final Map<Verb, String> COUNTED = new EnumMap<>(Map.of(
            Verb.CREATE, "to create",
            Verb.CHANGE, "to change",
            Verb.LEAVE, "as written",
            Verb.WAIT, "waiting",
            Verb.EXTRA, "extra"));

    private static final Set<Verb> ALWAYS_COUNTED = EnumSet.of(Verb.CREATE, Verb.CHANGE, Verb.LEAVE);

    private final List<PlanEntry> steps;

    Plan(List<PlanEntry> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Every resource that was compared, in the order of the work. */
    public List<PlanEntry> steps() {
        return steps;
    }

    /** The steps of this kind. */
    public List<PlanEntry> steps(Verb verb) {
        return steps.stream().filter(step -> step.verb() == verb).toList();
    }

    /** Whether anything is missing or different. Resources that wait for others, and extra ones, do not count. */
    public boolean hasChanges() {
        return !steps(Verb.CREATE).isEmpty() || !steps(Verb.CHANGE).isEmpty();
    }

    /** Creates what is missing and changes what differs. */
    public void apply() {
        steps.stream()
                .filter(step -> step.verb() == Verb.CREATE || step.verb() == Verb.CHANGE)
                .forEach(PlanEntry::perform);
    }

    /** The plan as text in JSON. */
    public String toJson() {
        return json().toPrettyString();
    }

    /** The plan as JSON: whether there are changes, and all steps. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("changes", hasChanges());
        ArrayNode all = json.putArray("steps");
        for (PlanEntry step : steps) {
            ObjectNode one = all.addObject()
                    .put("verb", word(step))
                    .put("kind", step.kind())
                    .put("name", step.name());
            ArrayNode differences = one.putArray("differences");
            step.differences()
                    .forEach(difference -> differences
                            .addObject()
                            .put("attribute", difference.attribute())
                            .put("from", difference.from().orElse(null))
                            .put("to", difference.to()));
            step.left().forEach(one.putArray("left")::add);
            step.notReported().forEach(one.putArray("notReported")::add);
        }
        return json;
    }

    /** The plan as text: resources that are as written are only counted. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (PlanEntry step : steps) {
            List<String> details = Stream.of(
                            step.differences().stream().map(PlanEntry.Difference::toString),
                            step.left().stream(),
                            step.notReported().stream().map(what -> what + ": " + PlanEntry.NOT_REPORTED))
                    .flatMap(detail -> detail)
                    .toList();
            if (step.verb() != Verb.LEAVE || !details.isEmpty()) {
                lines.add("%-7s %-13s %s".formatted(word(step), step.kind(), step.name()));
                details.forEach(detail -> lines.add("          " + detail));
            }
        }
        lines.add(count());
        return String.join(System.lineSeparator(), lines);
    }

    private String count() {
        return Stream.of(Verb.values())
                        .filter(verb ->
                                ALWAYS_COUNTED.contains(verb) || !steps(verb).isEmpty())
                        .map(verb -> steps(verb).size() + " " + COUNTED.get(verb))
                        .collect(joining(", "))
                + ".";
    }

    private static String word(PlanEntry step) {
        return step.verb().name().toLowerCase(Locale.ROOT);
    }
}
