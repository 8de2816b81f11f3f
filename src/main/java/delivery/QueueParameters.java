package delivery;

import static configuration.Rules.between;
import static configuration.Rules.camelEndpoint;
import static configuration.Rules.duration;
import static configuration.Rules.flag;

import configuration.Durations;
import configuration.Frequency;
import configuration.Template;
import configuration.Template.Objection;
import event.Expiry;
import event.ForwardedAttributes;
import failure.PermanentFailures;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.builder.endpoint.dsl.Sqs2EndpointBuilderFactory.Sqs2EndpointConsumerBuilder;
import topology.QueueLine;

/** The parameters shared by all templates that hand the messages of a queue to a handler. */
public final class QueueParameters {
    private QueueParameters() {}

    /** Declares all of them except the queue, which each template declares itself. */
    public static Template declare(Template template) {
        return template.required(
                        "handler",
                        camelEndpoint(),
                        "The Camel endpoint that handles each event. It succeeds by returning and fails by throwing")
                .optional("concurrency", "10", between(1, 1000), "The most handlers that run at the same time")
                .optional("pollers", "1", between(1, 100), "Long polls at the same time while the queue is idle")
                .optional("maxPollers", "10", between(1, 100), "The most receives at the same time under load")
                .optional(
                        "visibilityTimeout",
                        "30s",
                        duration("1s", "12h"),
                        "How long a received message stays hidden. Renewed while the handler runs, so a handler may take longer")
                .optional(
                        "timeout",
                        duration("100ms", "12h"),
                        "How long a handler may run. Then it is interrupted and this attempt has failed. If left out: no limit")
                .optional(
                        "rate",
                        Frequency.rule(),
                        "The most events that each process handles in a second or minute, spread evenly, such as 50/s. If left out: no limit")
                .optional(
                        "pauseAfter",
                        PauseAfter.rule(),
                        "After which failures each process pauses the route: so many in a row, or a share such as 50% in 30s. If left out: never")
                .optional(
                        "pauseFor",
                        duration("1s", "12h"),
                        "With pauseAfter: how long the route pauses before it tries one event. If left out: 30s")
                .optional(
                        "batch",
                        "1",
                        between(1, Batching.MOST),
                        "The most events that the handler gets at once. With more than 1 it gets a list, and an HTTP handler one POST of CloudEvents' JSON batch format")
                .optional(
                        "batchWait",
                        "0s",
                        duration("0s", "5m"),
                        "With batch: how long an event waits at most for others to share its batch")
                .with(QueueParameters::attempts)
                .optional(
                        "permanent",
                        PermanentFailures.rule(),
                        "Exception classes, separated by commas, that make an event a dead letter without another attempt")
                .optional(
                        "forward",
                        ForwardedAttributes.rule(),
                        "Message attributes, separated by commas, that become headers of the handler, such as X-Tenant")
                .agreeing(QueueParameters::pauseObjection)
                .agreeing(QueueParameters::batchObjection);
    }

    /** Declares the parameters of attempts: their number, their timing, and the use of the ledger. */
    public static Template attempts(Template template) {
        return template.with(Expiry::declare)
                .optional(
                        QueueLine.MAX_ATTEMPTS,
                        String.valueOf(QueueLine.USUAL_ATTEMPTS),
                        between(1, 100),
                        "How often an event is attempted before it becomes a dead letter")
                .optional("backoff", "1s", duration("0s", "12h"), "The shortest wait between two attempts")
                .optional("maxBackoff", "15m", duration("0s", "12h"), "The longest wait between two attempts")
                .optional(
                        "idempotent",
                        "true",
                        flag(),
                        "Whether the ledger makes sure that an event that arrives twice is handled once")
                .agreeing(QueueParameters::backoffObjection);
    }

    private static Optional<Objection> batchObjection(Map<String, String> parameters) {
        Batching batching = new Batching(
                Integer.parseInt(parameters.getOrDefault("batch", "1")),
                Durations.parse(parameters.getOrDefault("batchWait", "0s")));
        if (batching.isOn() && parameters.containsKey("forward")) {
            return Optional.of(new Objection(
                    "forward", "left out where batch is more than 1: the attributes of several events are no headers"));
        }
        return batching.objection(
                Integer.parseInt(parameters.get("concurrency")), Durations.parse(parameters.get("visibilityTimeout")));
    }

    private static Optional<Objection> pauseObjection(Map<String, String> parameters) {
        return parameters.containsKey("pauseFor") && !parameters.containsKey("pauseAfter")
                ? Optional.of(new Objection("pauseFor", "left out where pauseAfter is: the route never pauses itself"))
                : Optional.empty();
    }

    private static Optional<Objection> backoffObjection(Map<String, String> parameters) {
        String longest = parameters.get("maxBackoff");
        return Durations.parse(parameters.get("backoff")).compareTo(Durations.parse(longest)) > 0
                ? Optional.of(new Objection("backoff", "no longer than maxBackoff, which is " + longest))
                : Optional.empty();
    }

    /** Parking needs the ledger, which keeps the parked groups. */
    public static Optional<Objection> parkObjection(Map<String, String> parameters) {
        return parameters.get("onFailure").equals(QueueOptions.PARK)
                        && parameters.get("idempotent").equals("false")
                ? Optional.of(
                        new Objection("idempotent", "true where onFailure is park: the ledger knows what is parked"))
                : Optional.empty();
    }

    /** The queue's endpoint with the options of these parameters, to which a template can add more. */
    public static QueueOptions on(Sqs2EndpointConsumerBuilder queue) {
        return QueueOptions.on(queue.concurrentConsumers("{{pollers}}").visibilityTimeout("{{visibilityTimeout}}"))
                .concurrency("{{concurrency}}")
                .maxPollers("{{maxPollers}}")
                .timeout("{{?timeout}}")
                .maxAttempts("{{maxAttempts}}")
                .backoff("{{backoff}}")
                .maxBackoff("{{maxBackoff}}")
                .idempotent("{{idempotent}}")
                .rate("{{?rate}}")
                .pauseAfter("{{?pauseAfter}}")
                .pauseFor("{{?pauseFor}}")
                .expires("{{expires}}")
                .batch("{{batch}}")
                .batchWait("{{batchWait}}")
                .permanent("{{?permanent}}");
    }
}
