package routes;

import static configuration.Rules.between;
import static configuration.Rules.duration;
import static configuration.Rules.camelEndpoint;
import static configuration.Rules.flag;
import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;
import static topology.Names.standardQueue;

import delivery.PermanentFailures;
import delivery.QueueOptions;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/**
 * Each message of a standard queue reaches the handler, and is deleted only after the handler succeeded.
 *
 * <pre>
 * queue ──▶ handler ──▶ deleted
 *             ├─ failed, attempts left ──▶ visible again after a backoff
 *             └─ permanent, or no attempts left ──▶ dead-letter queue ──▶ deleted
 * </pre>
 */
public class PollingConsumer extends EndpointRouteBuilder {
    @Override
    public void configure() {
        template(this, "polling-consumer", CONSUME)
                .required("queue", standardQueue(), "The queue")
                .required("handler", camelEndpoint(), "What handles an event: it succeeds by returning, and fails by throwing")
                .optional("concurrency", "10", between(1, 1000), "Handlers at once")
                .optional("pollers", "1", between(1, 100), "Receives at once")
                .optional("visibilityTimeout", "30s", duration("1s", "12h"), "How long a message stays hidden without a sign of life; it is renewed while the handler works")
                .optional("maxAttempts", "5", between(1, 100), "Attempts before an event is a dead letter")
                .optional("backoff", "1s", duration("0s", "12h"), "The shortest time between two attempts")
                .optional("maxBackoff", "15m", duration("0s", "12h"), "The longest time between two attempts")
                .optional("idempotent", "true", flag(), "Whether an event that comes twice is handled once")
                .optional("permanent", PermanentFailures.rule(), "Exception classes, separated by commas, that are not worth another attempt")
            .route()
            .from(QueueOptions.on(aws2Sqs("{{queue}}")
                        .concurrentConsumers("{{pollers}}")
                        .visibilityTimeout("{{visibilityTimeout}}"))
                    .concurrency("{{concurrency}}")
                    .maxAttempts("{{maxAttempts}}")
                    .backoff("{{backoff}}")
                    .maxBackoff("{{maxBackoff}}")
                    .idempotent("{{idempotent}}")
                    .permanent("{{?permanent}}")
                    .endpoint())
                .routeDescription("Hands each message of {{queue}} to {{handler}}")
                .errorHandler(noErrorHandler())
                .to("{{handler}}").id("handle");
    }
}
