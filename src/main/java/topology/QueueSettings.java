package topology;

import static configuration.Rules.duration;
import static configuration.Rules.flag;

import aws.Fifo;
import configuration.Durations;
import configuration.Template;
import configuration.Template.Objection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The settings of a queue that a user wrote. Settings left out are ignored: a new queue gets AWS's default, and an
 * existing queue keeps its value.
 *
 * @param retention how long SQS keeps a message; AWS's default is four days
 * @param delay how long a new message stays hidden; AWS's default is none
 * @param visibilityTimeout the visibility timeout for consumers that set none; AWS's default is 30 s
 * @param encryption AWS's default is a key that SQS manages
 * @param highThroughput whether the limits of a FIFO queue apply to each message group instead of the queue
 * @param tags tags to add; tags of an existing queue are never removed
 */
public record QueueSettings(
        Optional<Duration> retention,
        Optional<Duration> delay,
        Optional<Duration> visibilityTimeout,
        Optional<Encryption> encryption,
        Optional<Boolean> highThroughput,
        Map<String, String> tags) {
    private static final List<String> PARAMETERS =
            List.of("retention", "delay", "visibilityTimeout", "encryption", "highThroughput", "tags");

    /** No settings. */
    static final QueueSettings NONE = new QueueSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    /** Declares these parameters of {@code fan-out}, with AWS's limits. */
    public static Template declare(Template template) {
        return template.optional("retention", duration("1m", "14d"), "How long SQS keeps a message. AWS's default: 4d")
                .optional("delay", duration("0s", "15m"), "How long SQS hides a new message. AWS's default: 0s")
                .optional(
                        "visibilityTimeout",
                        duration("0s", "12h"),
                        "The queue's own visibility timeout, for consumers that set none. AWS's default: 30s")
                .optional(
                        "encryption",
                        Encryption.rule(),
                        "Encryption at rest. AWS's default: sqs, a key that SQS manages")
                .optional(
                        "highThroughput",
                        flag(),
                        "FIFO queues only: whether throughput limits apply to each message group. AWS's default: false")
                .optional("tags", Tags.rule(), "Tags for the queue and its dead-letter queue. Other tags stay")
                .agreeing(QueueSettings::objection)
                .agreeingWithOthers(QueueSettings::disagreement);
    }

    /** The settings that the parameters of {@code fan-out} say. */
    static QueueSettings of(Map<String, String> parameters) {
        return new QueueSettings(
                value(parameters, "retention", Durations::parse),
                value(parameters, "delay", Durations::parse),
                value(parameters, "visibilityTimeout", Durations::parse),
                value(parameters, "encryption", Encryption::new),
                value(parameters, "highThroughput", Boolean::valueOf),
                value(parameters, "tags", Tags::parse).orElse(Map.of()));
    }

    /** The settings that also apply to the dead-letter queue, because it holds the same data. */
    QueueSettings ofDeadLetters() {
        return new QueueSettings(
                Optional.empty(), Optional.empty(), Optional.empty(), encryption, Optional.empty(), tags);
    }

    /** The settings of both. Several topics may feed one queue, and their routes never disagree. */
    QueueSettings and(QueueSettings other) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(other.tags);
        return new QueueSettings(
                retention.or(other::retention),
                delay.or(other::delay),
                visibilityTimeout.or(other::visibilityTimeout),
                encryption.or(other::encryption),
                highThroughput.or(other::highThroughput),
                all);
    }

    private static <T> Optional<T> value(Map<String, String> parameters, String name, Function<String, T> parsed) {
        return Optional.ofNullable(parameters.get(name)).map(parsed);
    }

    private static Optional<Objection> objection(Map<String, String> parameters) {
        if (!parameters.containsKey("queue")) {
            return PARAMETERS.stream()
                    .filter(parameters::containsKey)
                    .map(name -> new Objection(name, "left out where no queue is given"))
                    .findFirst();
        }
        for (String name : List.of("retention", "delay", "visibilityTimeout")) {
            if (parameters.containsKey(name)
                    && Durations.parse(parameters.get(name)).toMillis() % 1000 != 0) {
                return Optional.of(new Objection(name, "a whole number of seconds"));
            }
        }
        return parameters.containsKey("highThroughput") && !Fifo.is(parameters.get("queue"))
                ? Optional.of(new Objection("highThroughput", "left out: it is for FIFO queues"))
                : Optional.empty();
    }

    /** A disagreement with another route that creates the same queue. */
    private static Optional<Objection> disagreement(Map<String, String> parameters, Map<String, String> other) {
        // Only fan-out has this parameter.
        if (!other.containsKey("filterScope")
                || !parameters.containsKey("queue")
                || !parameters.get("queue").equals(other.get("queue"))) {
            return Optional.empty();
        }
        return PARAMETERS.stream()
                .filter(name -> parameters.containsKey(name)
                        && other.containsKey(name)
                        && !parameters.get(name).equals(other.get(name)))
                .map(name -> new Objection(name, other.get(name) + ", the " + name))
                .findFirst();
    }
}
