package topology;

import static configuration.Rules.between;

import aws.Fifo;
import configuration.Template;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the routes of the templates {@code queue} and {@code fan-out} say about a queue.
 *
 * @param deadLetters the queue for its dead letters, or {@value #NONE}; empty if the user wrote neither
 * @param maxReceiveCount the receives after which SQS moves a message to the dead letters, if the user wrote it
 */
public record QueueLine(
        Queue queue,
        Settings settings,
        Grants access,
        Optional<String> deadLetters,
        Optional<Integer> maxReceiveCount) {
    /** What a user writes for no dead-letter queue. */
    static final String NONE = "none";

    static final String QUEUE = "queue";
    static final String DEAD_LETTERS = "deadLetters";

    /** The parameter that says after how many receives SQS moves a message to the dead letters. */
    public static final String MAX_RECEIVE_COUNT = "maxReceiveCount";

    /** The parameter of a consumer, or an inbox, that says how often it attempts an event. */
    public static final String MAX_ATTEMPTS = "maxAttempts";

    /** The default number of attempts. */
    public static final int USUAL_ATTEMPTS = 5;

    private static final String SENDERS = "senders";

    /** The templates that describe a queue. */
    private static final Set<String> TEMPLATES = Set.of(QUEUE, "fan-out");

    /** The receives that a new queue allows at least. They are only a safety net, because consumers give up earlier. */
    static final int USUAL_RECEIVES = 100;

    /**
     * The receives of a FIFO queue for each attempt. A receive returns up to ten messages, and the messages behind a failed
     * message of their group become visible again without an attempt.
     */
    private static final int RECEIVES_AN_ATTEMPT = 10;

    private static final int MOST_RECEIVES = 1000;

    /** Declares the parameters that both templates have. */
    public static Template declare(Template template) {
        template.optional(
                        DEAD_LETTERS,
                        Names.queueOrNone(),
                        "The queue for dead letters, which several queues may share, or none. If left out: a queue of its own, its name with -dead-letters. With protocol: the queue for events that SNS cannot deliver")
                .optional(
                        MAX_RECEIVE_COUNT,
                        between(1, MOST_RECEIVES),
                        "How often a message may be received before SQS moves it to the dead letters. At least the consumer's maxAttempts, and ten times that on a FIFO queue. If left out: 100 for a new queue, or as many as the consumer needs")
                .optional(
                        SENDERS,
                        Grants.ofServices(),
                        "The AWS services that may send without a topic: s3, events and so on")
                .optional(
                        "statements",
                        Grants.ofStatements(),
                        "Further statements of the queue's policy, in JSON. A statement without Resource is about the queue");
        return Settings.declare(
                        template,
                        QueueAttributes.ALL,
                        "Tags for the queue, and for a dead-letter queue that has no line of its own. Other tags stay")
                .agreeing(QueueLine::objection)
                .agreeingWithOthers(QueueLine::receives)
                .agreeingWithOthers(QueueLine::disagreement)
                .agreeingWithOthers(QueueLine::repetition)
                .agreeingWithOthers(QueueLine::circle);
    }

    /** The queue that parameters describe. */
    static QueueLine of(Map<String, String> parameters) {
        return new QueueLine(
                new Queue(parameters.get(QUEUE)),
                Settings.of(QueueAttributes.ALL, parameters),
                Grants.of(SENDERS, parameters),
                Optional.ofNullable(parameters.get(DEAD_LETTERS)),
                Optional.ofNullable(parameters.get(MAX_RECEIVE_COUNT)).map(Integer::valueOf));
    }

    /** Both lines joined. Routes of one queue never disagree: the check at the start refuses that. */
    QueueLine and(QueueLine other) {
        return new QueueLine(
                queue,
                settings.and(other.settings),
                access.and(other.access),
                deadLetters.or(() -> other.deadLetters),
                maxReceiveCount.or(() -> other.maxReceiveCount));
    }

    /** This queue with another tag. */
    QueueLine tagged(String key, String value) {
        return new QueueLine(queue, settings.tagged(key, value), access, deadLetters, maxReceiveCount);
    }

    /** Whether the user wants no dead-letter queue. */
    boolean isWithoutDeadLetters() {
        return deadLetters.filter(NONE::equals).isPresent();
    }

    /** The dead-letter queue that the user wrote, or else the queue's own. */
    Optional<Queue> letters() {
        return isWithoutDeadLetters()
                ? Optional.empty()
                : Optional.of(deadLetters.map(Queue::new).orElseGet(queue::deadLetters));
    }

    /** The receives that a message needs at most before a consumer has used all its attempts. */
    public static int leastReceives(Queue queue, int maxAttempts) {
        return (queue.isFifo() ? RECEIVES_AN_ATTEMPT : 1) * maxAttempts;
    }

    private static Optional<Objection> objection(Map<String, String> parameters) {
        String name = parameters.get(QUEUE);
        if (name == null) {
            return withoutQueue(parameters);
        }
        String letters = parameters.get(DEAD_LETTERS);
        if (letters == null && Names.queueWithDeadLetters().objection(name).isPresent()) {
            return Optional.of(new Objection(
                    QUEUE, allowed(Names.queueWithDeadLetters()) + ", unless deadLetters names a queue or none"));
        }
        if (letters != null && !letters.equals(NONE)) {
            if (letters.equals(name)) {
                return Optional.of(new Objection(DEAD_LETTERS, "another queue than the queue itself"));
            }
            if (Fifo.is(letters) != Fifo.is(name)) {
                return Optional.of(new Objection(
                        DEAD_LETTERS,
                        Fifo.is(name) ? "a FIFO queue, as the queue is" : "a standard queue, as the queue is"));
            }
        }
        if (NONE.equals(letters) && parameters.containsKey(MAX_RECEIVE_COUNT)) {
            return Optional.of(new Objection(MAX_RECEIVE_COUNT, "left out where deadLetters is none"));
        }
        return Settings.objection(QueueAttributes.ALL, parameters, Fifo.is(name), "queues");
    }

    private static Optional<Objection> withoutQueue(Map<String, String> parameters) {
        return java.util.stream.Stream.concat(
                        QueueAttributes.ALL.stream().map(Setting::parameter),
                        java.util.stream.Stream.of("tags", MAX_RECEIVE_COUNT, SENDERS, "statements"))
                .filter(parameters::containsKey)
                .map(name -> new Objection(name, "left out where no queue is given"))
                .findFirst();
    }

    /**
     * Checks a queue against a route that consumes it. SQS must not move a message that has attempts left, or that was only
     * held back behind others of its group. The tenth message of a group is received {@code 9 * (maxAttempts - 1)} times
     * before its first attempt, if each earlier message uses up its attempts.
     */
    private static Optional<Objection> receives(Map<String, String> parameters, Map<String, String> consumer) {
        if (!isSame(parameters, consumer) || !consumer.containsKey(MAX_ATTEMPTS)) {
            return Optional.empty();
        }
        Queue queue = new Queue(parameters.get(QUEUE));
        int least = leastReceives(queue, Integer.parseInt(consumer.get(MAX_ATTEMPTS)));
        boolean isEnough = parameters.containsKey(MAX_RECEIVE_COUNT)
                ? Integer.parseInt(parameters.get(MAX_RECEIVE_COUNT)) >= least
                : least <= MOST_RECEIVES || NONE.equals(parameters.get(DEAD_LETTERS));
        return isEnough
                ? Optional.empty()
                : Optional.of(new Objection(
                        MAX_RECEIVE_COUNT,
                        "at least %d, %s".formatted(least, queue.isFifo() ? "ten times maxAttempts" : "maxAttempts")));
    }

    /** A disagreement with another route of the same queue. */
    private static Optional<Objection> disagreement(Map<String, String> parameters, Map<String, String> other) {
        if (!isSame(parameters, other) || !TEMPLATES.contains(other.get(Template.ID))) {
            return Optional.empty();
        }
        for (String name : new String[] {MAX_RECEIVE_COUNT, DEAD_LETTERS}) {
            if (parameters.containsKey(name)
                    && other.containsKey(name)
                    && !parameters.get(name).equals(other.get(name))) {
                return Optional.of(new Objection(name, other.get(name) + ", the " + name));
            }
        }
        return Settings.disagreement(QueueAttributes.ALL, parameters, other);
    }

    /** An objection to a second line of the template {@code queue} for the same queue. A fan-out may repeat a queue. */
    private static Optional<Objection> repetition(Map<String, String> parameters, Map<String, String> other) {
        return isSame(parameters, other) && !parameters.containsKey("topic") && QUEUE.equals(other.get(Template.ID))
                ? Optional.of(new Objection(QUEUE, "another queue than that"))
                : Optional.empty();
    }

    /** An objection to two queues that hold each other's dead letters: a message would circulate without end. */
    private static Optional<Objection> circle(Map<String, String> parameters, Map<String, String> other) {
        return parameters.containsKey(QUEUE)
                        && parameters.containsKey(DEAD_LETTERS)
                        && parameters.get(DEAD_LETTERS).equals(other.get(QUEUE))
                        && parameters.get(QUEUE).equals(other.get(DEAD_LETTERS))
                ? Optional.of(new Objection(DEAD_LETTERS, "another queue: this one has its dead letters in the queue"))
                : Optional.empty();
    }

    private static boolean isSame(Map<String, String> parameters, Map<String, String> other) {
        return parameters.containsKey(QUEUE) && parameters.get(QUEUE).equals(other.get(QUEUE));
    }

    private static String allowed(configuration.Rule rule) {
        return rule.objection("").orElseThrow();
    }
}
