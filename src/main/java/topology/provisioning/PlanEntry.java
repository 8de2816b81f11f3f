package topology.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step of a plan: one resource, how it differs from AWS, and the calls that resolve the difference.
 *
 * <p>Creating a step only reads AWS; nothing is changed before {@link #perform}.
 */
public final class PlanEntry {
    /** What a step does. */
    public enum Verb {
        /** The resource is missing. */
        CREATE,
        /** The resource exists and differs. */
        CHANGE,
        /** The resource is as written, or someone else has decided on the difference, or the endpoint does not report it. */
        LEAVE,
        /** Someone else has to act first. */
        WAIT,
        /** The resource exists, this application created it, and nothing needs it any more. */
        EXTRA
    }

    /**
     * A value that differs from the configuration.
     *
     * @param from the current value; empty for a new resource
     */
    public record Difference(String attribute, Optional<String> from, String to) {
        @Override
        public String toString() {
            return from.map(there -> "%s: %s → %s".formatted(attribute, there, to))
                    .orElse(attribute + ": " + to);
        }
    }

    /** Marks a value that SQS would report and this endpoint does not. */
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

    /** A resource that is missing. */
    static PlanEntry create(String kind, String name, Runnable write) {
        PlanEntry step = new PlanEntry(Verb.CREATE, kind, name);
        step.writes.add(write);
        return step;
    }

    /** A resource that exists; add what differs. */
    static PlanEntry leave(String kind, String name) {
        return new PlanEntry(Verb.LEAVE, kind, name);
    }

    /** A resource for which someone else has to act. */
    static PlanEntry wait(String kind, String name, String why) {
        return new PlanEntry(Verb.WAIT, kind, name).left(why);
    }

    /** A resource that cannot be created before someone else has acted. */
    static PlanEntry blocked(String kind, String name, String why) {
        PlanEntry step = wait(kind, name, why);
        step.blocked = true;
        return step;
    }

    /** A resource that nothing needs. */
    static PlanEntry extra(String kind, String name, Runnable delete) {
        PlanEntry step = new PlanEntry(Verb.EXTRA, kind, name);
        step.writes.add(delete);
        return step;
    }

    /** Sets how many messages a deletion would lose. */
    PlanEntry holding(int number) {
        messages = number;
        return number == 0 ? this : left("holds " + number + " messages");
    }

    /** Adds a value of a new resource. */
    PlanEntry with(String attribute, String value) {
        differences.add(new Difference(attribute, Optional.empty(), value));
        return this;
    }

    /** Adds a value that differs, and the call that changes it. */
    PlanEntry change(String attribute, String from, String to, Runnable write) {
        return change(attribute, from, to).then(write);
    }

    /** Adds a value that differs and is changed together with others. */
    PlanEntry change(String attribute, String from, String to) {
        verb = Verb.CHANGE;
        differences.add(new Difference(attribute, Optional.ofNullable(from), to));
        return this;
    }

    /** Adds a call after those added before. */
    PlanEntry then(Runnable write) {
        writes.add(write);
        return this;
    }

    /** Adds a difference that stays, because someone else has decided on it or has to act. */
    PlanEntry left(String what) {
        left.add(what);
        return this;
    }

    /** Adds a configured value that the endpoint does not report. */
    PlanEntry notReported(String attribute) {
        notReported.add(attribute);
        return this;
    }

    /** Makes the calls. If one fails, the calls before it stay done, and a new plan continues from there. */
    public void perform() {
        writes.forEach(Runnable::run);
    }

    public Verb verb() {
        return verb;
    }

    /** Whether the resource cannot be created before someone else has acted. */
    boolean isBlocked() {
        return blocked;
    }

    /** How many messages a deletion would lose. */
    public int messages() {
        return messages;
    }

    /** The kind of resource: topic, queue, subscription or table. */
    public String kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    /** The differences, in the order in which they are changed. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** The differences that stay, each with the reason. */
    public List<String> left() {
        return List.copyOf(left);
    }

    /** The configured values that the endpoint does not report. */
    public List<String> notReported() {
        return List.copyOf(notReported);
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
