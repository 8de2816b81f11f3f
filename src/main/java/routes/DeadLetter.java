package routes;

import static configuration.Rules.camelEndpoint;
import static configuration.Rules.duration;
import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;
import static topology.Names.queue;

import org.apache.camel.builder.RouteBuilder;

/**
 * What could not be handled is kept with its cause, and someone is told.
 *
 * <pre>
 * queue-dead-letters ──look, leave──▶ new letters, by failure ─┬─▶ notify
 *                                                              └─ told of that failure a while ago ──▶ counted for later
 * </pre>
 */
public class DeadLetter extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "dead-letter", CONSUME)
            .required("queue", queue(), "The queue whose dead letters are watched")
            .optional("notify", "log:dead-letters?level=WARN&showExchangePattern=false&showBodyType=false", camelEndpoint(),
                    "Who is told: gets JSON, with a sentence in text")
            .optional("interval", "15m", duration("1s", "7d"), "How long nobody is told of the same failure again")
            .optional("period", "1m", duration("1s", "1h"), "How often it looks")
            .route()
            .from("dead-letters:{{queue}}?interval={{interval}}&period={{period}}")
                .routeDescription("Tells {{notify}} of dead letters of {{queue}}")
                .errorHandler(noErrorHandler())
                .to("{{notify}}").id("notify");
    }
}
