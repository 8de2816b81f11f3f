package routes;

import static configuration.Rules.between;
import static configuration.Rules.duration;
import static configuration.Rules.endpoint;

import configuration.Template;
import configuration.Template.Phase;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import publishing.FromHttp;
import publishing.HttpAnswer;
import publishing.Simple;
import publishing.ToPublications;
import topology.Names;

/**
 * Whatever arrives becomes an event on the topic, and the caller hears only after SNS has it.
 *
 * <pre>
 * from ──▶ event ──▶ SNS topic ──▶ 202 with the event's id
 *            │           └─ away or throttled ──▶ 503, or the caller's own failure
 *            └─ malformed, too large ──▶ 400, 413, 415, or the caller's own failure
 * </pre>
 */
public class Publish extends EndpointRouteBuilder {
    @Override
    public void configure() {
        Template.template(this, "publish", Phase.PUBLISH)
                .required("from", endpoint(), "Where events come from: any Camel endpoint")
                .required("topic", Names.topic(), "The topic's name or ARN")
                .optional("type", "${routeId}", Simple.expression(), "The type of an event that has none")
                .optional("source", "/caravan/${routeId}", Simple.expression(), "The source of an event that has none")
                .optional("group", Simple.expression(), "The events of one group keep their order; for a FIFO topic")
                .optional("deduplicationId", "${header.ce-id}", Simple.expression(), "FIFO topics drop a second event with this")
                .optional("batchSize", "10", between(1, 10), "How many events share a request at most")
                .optional("linger", "5ms", duration("0ms", "1s"), "How long an event may wait to share a request")
                .agreeing(Names.groupFor("topic"))
            .route()
            .from("{{from}}")
                .routeDescription("Publishes to {{topic}} what comes from {{from}}")
                .onException(Exception.class).onWhen(new FromHttp()).handled(true)
                    .process(new HttpAnswer()).id("{{routeId}}-problem")
                .end()
                .setProperty(ToPublications.TYPE, constant("{{type}}")).id("type")
                .setProperty(ToPublications.SOURCE, constant("{{source}}"))
                .setProperty(ToPublications.GROUP, constant("{{?group}}"))
                .setProperty(ToPublications.DEDUPLICATION_ID, constant("{{deduplicationId}}"))
                .process(new ToPublications())
                .to(aws2Sns("{{topic}}?batchSize={{batchSize}}&linger={{linger}}"))
                .process(new HttpAnswer());
    }
}
