package topology.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import topology.provisioning.PlanEntry.Verb;

/** The result of provisioning a topic, a queue or a subscription, as text for the log. */
public final class Provisioned {
    private final String what;
    private final Plan plan;

    Provisioned(String what, Plan plan) {
        this.what = what;
        this.plan = plan;
    }

    /**
     * Checks that no resource has to wait for others.
     *
     * @throws AwaitedTopicException if a resource cannot be created before others act
     */
    Provisioned whole() {
        plan.steps().stream().filter(PlanEntry::isBlocked).findFirst().ifPresent(step -> {
            throw new AwaitedTopicException(waits(step));
        });
        return this;
    }

    /** What was created or changed, in order; empty if everything was as written. */
    public List<String> changes() {
        return plan.steps().stream().flatMap(Provisioned::changes).toList();
    }

    /** The differences that stay, because someone else has decided on them or has to act. */
    public List<String> left() {
        return plan.steps().stream().flatMap(Provisioned::left).toList();
    }

    private static Stream<String> changes(PlanEntry step) {
        return switch (step.verb()) {
            case CREATE -> Stream.of("created " + step);
            case CHANGE ->
                step.differences().stream()
                        .map(difference -> "changed %s of %s%s to %s"
                                .formatted(
                                        difference.attribute(),
                                        step,
                                        difference
                                                .from()
                                                .map(from -> " from " + from)
                                                .orElse(""),
                                        difference.to()));
            default -> Stream.empty();
        };
    }

    private static Stream<String> left(PlanEntry step) {
        return step.verb() == Verb.WAIT
                ? Stream.of(waits(step))
                : step.left().stream().map(what -> "left " + step + ": " + what);
    }

    private static String waits(PlanEntry step) {
        return step + " waits " + String.join(", ", step.left());
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>(changes());
        all.addAll(left());
        return what + ": " + (all.isEmpty() ? "as written" : String.join(", ", all));
    }
}
