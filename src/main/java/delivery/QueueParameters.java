package delivery;

import static configuration.Rules.between;
import static configuration.Rules.camelEndpoint;
import static configuration.Rules.duration;
import static configuration.Rules.flag;

import configuration.Durations;
import configuration.Template;
import configuration.Template.Objection;
import failure.PermanentFailures;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.builder.endpoint.dsl.Sqs2EndpointBuilderFactory.Sqs2EndpointConsumerBuilder;

/** The parameters that every template has that hands the messages of a queue to a handler. */
public final class QueueParameters {
    private QueueParameters() {}

    /** Declares them, all but the queue, whose kind is the template's own. */
    public static Template declare(Template template) {
        return template.required(
                        "handler",
                        camelEndpoint(),
                        "What handles an event: it succeeds by returning, and fails by throwing")
                .optional("concurrency", "10", between(1, 1000), "Handlers at once")
                .optional("pollers", "1", between(1, 100), "Receives at once while the queue is idle")
                .optional("maxPollers", "10", between(1, 100), "Receives at once while they come back full")
                .optional(
                        "visibilityTimeout",
                        "30s",
                        duration("1s", "12h"),
                        "How long a message stays hidden without a sign of life; it is renewed while the handler works")
                .optional("maxAttempts", "5", between(1, 100), "Attempts before an event is a dead letter")
                .optional("backoff", "1s", duration("0s", "12h"), "The shortest time between two attempts")
                .optional("maxBackoff", "15m", duration("0s", "12h"), "The longest time between two attempts")
                .optional("idempotent", "true", flag(), "Whether an event that comes twice is handled once")
                .optional(
                        "permanent",
                        PermanentFailures.rule(),
                        "Exception classes, separated by commas, that are not worth another attempt")
                .agreeing(QueueParameters::backoffObjection);
    }

    private static Optional<Objection> backoffObjection(Map<String, String> parameters) {
        String longest = parameters.get("maxBackoff");
        return Durations.parse(parameters.get("backoff")).compareTo(Durations.parse(longest)) > 0
                ? Optional.of(new Objection("backoff", "no longer than maxBackoff, which is " + longest))
                : Optional.empty();
    }

    /** Parking a group is remembered in the ledger. */
    public static Optional<Objection> parkObjection(Map<String, String> parameters) {
        return parameters.get("onFailure").equals(QueueOptions.PARK)
                        && parameters.get("idempotent").equals("false")
                ? Optional.of(
                        new Objection("idempotent", "true where onFailure is park: the ledger knows what is parked"))
                : Optional.empty();
    }

    /** The queue's endpoint with the options that these parameters set, to be continued. */
    public static QueueOptions on(Sqs2EndpointConsumerBuilder queue) {
        return QueueOptions.on(queue.concurrentConsumers("{{pollers}}").visibilityTimeout("{{visibilityTimeout}}"))
                .concurrency("{{concurrency}}")
                .maxPollers("{{maxPollers}}")
                .maxAttempts("{{maxAttempts}}")
                .backoff("{{backoff}}")
                .maxBackoff("{{maxBackoff}}")
                .idempotent("{{idempotent}}")
                .permanent("{{?permanent}}");
    }
}
