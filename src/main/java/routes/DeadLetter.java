package routes;

import static configuration.Rules.camelEndpoint;
import static configuration.Rules.duration;
import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;
import static topology.Names.queue;

import org.apache.camel.builder.RouteBuilder;

/**
 * Notifies someone of new dead letters, which stay in their queue with the cause.
 *
 * <pre>
 * queue-dead-letters ──look, leave──▶ new letters, by failure ─┬─▶ notify
 *                                                              └─ notified of this failure a while ago ──▶ counted for later
 * </pre>
 */
public class DeadLetter extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "dead-letter", CONSUME)
            .required("queue", queue(), "The queue whose dead letters are watched (not the dead-letter queue itself)")
            .optional("notify", "log:dead-letters?level=WARN&showExchangePattern=false&showBodyType=false", camelEndpoint(),
                    "The Camel endpoint that receives each notice, as JSON with a sentence in the field text")
            .optional("interval", "15m", duration("1s", "7d"), "The shortest time between two notices of the same failure")
            .optional("period", "1m", duration("1s", "1h"), "How often the dead-letter queue is checked")
            .route()
            .from("dead-letters:{{queue}}?interval={{interval}}&period={{period}}")
                .routeDescription("Notifies {{notify}} of dead letters of {{queue}}")
                .errorHandler(noErrorHandler())
                .to("{{notify}}").id("notify");
    }
}
