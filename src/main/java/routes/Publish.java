package routes;

import static configuration.Rules.between;
import static configuration.Rules.duration;
import static configuration.Rules.flag;
import static configuration.Template.template;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.aws2Sns;

import configuration.Rules;
import configuration.Template.Phase;
import history.RecordPublication;
import org.apache.camel.builder.RouteBuilder;
import publishing.FromHttp;
import publishing.GroupForFifo;
import publishing.HttpAnswer;
import publishing.Simple;
import publishing.ToPublications;
import topology.Names;

/**
 * Whatever arrives becomes an event on the topic, and the caller hears only after SNS has it.
 *
 * <pre>
 * from ──▶ event ──▶ SNS topic ──▶ HTTP 202 with the event's id
 *            │           └─ away or throttling ──▶ HTTP 503, or the caller's failure
 *            └─ malformed or too large ──▶ HTTP 400, 413 or 415, or the caller's failure
 * </pre>
 */
public class Publish extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "publish", Phase.PUBLISH)
            .required("from", Rules.consumedEndpoint(), "Where events come from")
            .required("topic", Names.topic(), "The topic's name or ARN")
            .optional("type", "${routeId}", Simple.expression(getContext()), "The type of an event that has none")
            .optional("source", "/caravan/${routeId}", Simple.expression(getContext()), "The source of an event that has none")
            .optional("group", Simple.expression(getContext()), "Events of one group keep their order on a FIFO topic")
            .optional("deduplicationId", Simple.expression(getContext()), "Drops repetitions on a FIFO topic; else the event's id")
            .optional("batchSize", "10", between(1, 10), "How many events share a request at most")
            .optional("linger", "5ms", duration("0ms", "1s"), "How long an event may wait to share a request")
            .optional("maxLinger", "50ms", duration("0ms", "1s"), "The same while events come so fast that they fill a request in that time")
            .optional("recorded", "true", flag(), "Whether the ledger keeps when the event was published; one write an event")
            .agreeing(new GroupForFifo())
            .route()
            .from("{{from}}")
                .routeDescription("What {{from}} emits becomes an event on topic {{topic}}")
                .onException(Exception.class).handled(new FromHttp())
                    .filter(constant("{{recorded}}"))
                        .process(new RecordPublication()).id("record-accepted")
                    .end()
                    .filter(new FromHttp())
                        .process(new HttpAnswer()).id("answer-problem")
                    .end()
                .end()
                .setProperty(ToPublications.TYPE, constant("{{type}}")).id("type")
                .setProperty(ToPublications.SOURCE, constant("{{source}}")).id("source")
                .setProperty(ToPublications.GROUP, constant("{{?group}}")).id("group")
                .setProperty(ToPublications.DEDUPLICATION_ID, constant("{{?deduplicationId}}")).id("deduplication-id")
                .process(new ToPublications()).id("event")
                .to(aws2Sns("{{topic}}?batchSize={{batchSize}}&linger={{linger}}&maxLinger={{maxLinger}}")).id("publish")
                .filter(constant("{{recorded}}"))
                    .process(new RecordPublication()).id("record")
                .end()
                .filter(new FromHttp())
                    .process(new HttpAnswer()).id("answer")
                .end();
    }
}
