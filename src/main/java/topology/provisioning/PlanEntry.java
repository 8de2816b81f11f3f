package topology.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing of the topology, how it differs from what is there, and what makes it so.
 *
 * <p>A step is made by reading alone; nothing is written before it is {@linkplain #perform performed}.
 */
public final class PlanEntry {
    /** What is to be done. */
    public enum Verb {
        /** It is not there. */
        CREATE,
        /** It is there and differs. */
        CHANGE,
        /** It is there as written, or as someone else has decided, or the endpoint does not say. */
        LEAVE,
        /** Someone else has to act first. */
        WAIT,
        /** It is there, this application made it, and nothing asks for it any more. */
        EXTRA
    }

    /**
     * A value that is not as written.
     *
     * @param from what is there; empty for something new
     */
    public record Difference(String attribute, Optional<String> from, String to) {
        @Override
        public String toString() {
            return from.map(there -> "%s: %s → %s".formatted(attribute, there, to))
                    .orElse(attribute + ": " + to);
        }
    }

    /** What a plan says of a value that SQS reports and this endpoint does not. */
    static final String NOT_REPORTED = "not reported by this endpoint";

    private final String kind;
    private final String name;
    private final List<Difference> differences = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final List<String> notReported = new ArrayList<>();
    private final List<Runnable> writes = new ArrayList<>();
    private Verb verb;
    private boolean blocked;
    private int messages;

    private PlanEntry(Verb verb, String kind, String name) {
        this.verb = verb;
        this.kind = kind;
        this.name = name;
    }

    /** Something that is not there. */
    static PlanEntry create(String kind, String name, Runnable write) {
        PlanEntry step = new PlanEntry(Verb.CREATE, kind, name);
        step.writes.add(write);
        return step;
    }

    /** Something that is there, to be continued with what differs. */
    static PlanEntry leave(String kind, String name) {
        return new PlanEntry(Verb.LEAVE, kind, name);
    }

    /** Something for which someone else has to act. */
    static PlanEntry wait(String kind, String name, String why) {
        return new PlanEntry(Verb.WAIT, kind, name).left(why);
    }

    /** Something that cannot be made before someone else has acted. */
    static PlanEntry blocked(String kind, String name, String why) {
        PlanEntry step = wait(kind, name, why);
        step.blocked = true;
        return step;
    }

    /** Something that nothing asks for. */
    static PlanEntry extra(String kind, String name, Runnable delete) {
        PlanEntry step = new PlanEntry(Verb.EXTRA, kind, name);
        step.writes.add(delete);
        return step;
    }

    /** How many messages would be lost. */
    PlanEntry holding(int number) {
        messages = number;
        return number == 0 ? this : left("holds " + number + " messages");
    }

    /** A new thing's value. */
    PlanEntry with(String attribute, String value) {
        differences.add(new Difference(attribute, Optional.empty(), value));
        return this;
    }

    /** A value that differs, and what changes it. */
    PlanEntry change(String attribute, String from, String to, Runnable write) {
        return change(attribute, from, to).then(write);
    }

    /** A value that differs, and is changed together with others. */
    PlanEntry change(String attribute, String from, String to) {
        verb = Verb.CHANGE;
        differences.add(new Difference(attribute, Optional.ofNullable(from), to));
        return this;
    }

    /** What is done after what was added before. */
    PlanEntry then(Runnable write) {
        writes.add(write);
        return this;
    }

    /** What is not as it would have been made, and is left because someone else made it so, or has to act. */
    PlanEntry left(String what) {
        left.add(what);
        return this;
    }

    /** A value that is written, and of which nobody here can say whether it is there. */
    PlanEntry notReported(String attribute) {
        notReported.add(attribute);
        return this;
    }

    /** Makes it so. What was done before a failure stays, and a new plan goes on from there. */
    public void perform() {
        writes.forEach(Runnable::run);
    }

    public Verb verb() {
        return verb;
    }

    /** Whether it is not there, and cannot be made before someone else has acted. */
    boolean isBlocked() {
        return blocked;
    }

    /** How many messages are lost if it is deleted. */
    public int messages() {
        return messages;
    }

    /** What it is: a topic, a queue, a subscription, a table. */
    public String kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    /** What differs, in the order in which it is changed. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** What is left, and why. */
    public List<String> left() {
        return List.copyOf(left);
    }

    /** The values that the endpoint does not tell. */
    public List<String> notReported() {
        return List.copyOf(notReported);
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
