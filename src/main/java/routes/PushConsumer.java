package routes;

import static configuration.Rules.camelEndpoint;
import static configuration.Rules.duration;
import static configuration.Rules.flag;
import static configuration.Rules.rule;
import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;

import event.Expiry;
import event.ForwardedAttributes;
import failure.PermanentFailures;
import java.util.regex.Pattern;
import org.apache.camel.builder.RouteBuilder;
import topology.Names;

/**
 * Hands each event that SNS pushes over HTTP to the handler once; SNS gets 2xx after the handler has succeeded.
 *
 * <pre>
 * topic ──▶ HTTP POST ──▶ signed by SNS, fresh, of this topic ──▶ handler ──▶ 200
 *               │                       │                           ├─ failed ──▶ 503: SNS pushes it again
 *               │                       └─ expired ──▶ 200          └─ permanent ──▶ 422: SNS gives it up
 *               └─ anything else ──▶ 400, 403
 * </pre>
 */
public class PushConsumer extends RouteBuilder {
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/_.~-]+");

    @Override
    public void configure() {
        template(this, "push-consumer", CONSUME)
            .required("path", rule("a path such as /sns/orders", PATH.asMatchPredicate()),
                "The HTTP path that SNS pushes to. A fan-out with protocol = https, raw = false and its URL as endpoint subscribes it")
            .required("topic", Names.standardTopic(), "The topic whose messages are accepted and whose subscription is confirmed")
            .required("handler", camelEndpoint(), "The Camel endpoint that handles each event. It succeeds by returning and fails by throwing")
            .optional("lease", "1m", duration("3s", "12h"), "How long an event stays claimed. Renewed while the handler runs")
            .with(Expiry::declare)
            .optional("idempotent", "true", flag(), "Whether the ledger makes sure that an event that arrives twice is handled once")
            .optional("permanent", PermanentFailures.rule(),
                "Exception classes, separated by commas, that are answered 422, so that SNS does not push the event again")
            .optional("forward", ForwardedAttributes.rule(), "Message attributes, separated by commas, that become headers of the handler, such as X-Tenant")
            .route()
            .from("sns-push:{{path}}?topic={{topic}}&lease={{lease}}&expires={{expires}}&idempotent={{idempotent}}&permanent={{?permanent}}")
                .routeDescription("Hands each event that SNS pushes to {{path}} to {{handler}}")
                .errorHandler(noErrorHandler())
                .setProperty(ForwardedAttributes.NAMES, constant("{{?forward}}")).id("forwarded")
                .process(new ForwardedAttributes()).id("forward")
                .to("{{handler}}").id("handle");
    }
}
