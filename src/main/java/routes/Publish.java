package routes;

import static configuration.Rules.between;
import static configuration.Rules.flag;
import static configuration.Template.template;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.aws2Sns;

import configuration.Rules;
import configuration.Template.Phase;
import event.MessageLimits;
import history.RecordPublication;
import http.Admission;
import http.WebhookSetup;
import org.apache.camel.builder.RouteBuilder;
import publishing.CallersOverHttp;
import publishing.EventLimit;
import publishing.FromHttp;
import publishing.GroupForFifo;
import publishing.HttpAnswer;
import publishing.PostOnly;
import publishing.Simple;
import publishing.SnsComponent;
import publishing.TenantForStandard;
import publishing.ToPublications;
import topology.Names;

/**
 * Publishes whatever arrives as an event; the caller gets its response once SNS has accepted the event.
 *
 * <pre>
 * from ──▶ event ──▶ SNS topic ──▶ HTTP 202 with the event's id
 *            │           └─ away or throttling ──▶ HTTP 503, or the caller's failure
 *  │         └─ malformed or too large ──▶ HTTP 400, 413 or 415, or the caller's failure
 *  └─ not let in, not signed, or too many ──▶ HTTP 401, 403 or 429
 * </pre>
 */
public class Publish extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "publish", Phase.PUBLISH)
            .required("from", Rules.consumedEndpoint(), "The Camel endpoint that events come from. An HTTP endpoint takes POST only, unless httpMethodRestrict says otherwise")
            .required("topic", Names.topic(), "The topic to publish to, by its name or ARN")
            .optional("id", Simple.expression(getContext()), "The id of an event without an id of its own, such as a webhook's delivery id: events with the same id and source are handled once. If left out: a random one")
            .optional("type", "${routeId}", Simple.expression(getContext()), "The type of an event without a type of its own")
            .optional("source", "/caravan/${routeId}", Simple.expression(getContext()), "The source of an event without a source of its own")
            .optional("subject", Simple.expression(getContext()), "The subject of an event without a subject of its own. If left out: none")
            .optional("time", Simple.expression(getContext()), "The time of an event without a time of its own: as RFC 3339 writes it, or in seconds or milliseconds since 1970. If left out: the present")
            .optional("group", Simple.expression(getContext()), "The message group. A FIFO topic needs one and keeps the order within each group")
            .optional("tenant", Simple.expression(getContext()), "Standard topics only: the tenant that an event belongs to. SQS lets the events of other tenants overtake those of a tenant with many")
            .optional("deduplicationId", Simple.expression(getContext()), "FIFO topics only: SNS drops an event whose deduplication id it has seen in the last 5 minutes. If left out: one of the event's source and id")
            .optional("batchSize", "10", between(1, MessageLimits.BATCH), "The most events in one request to SNS. An event is sent at once; while a request is in flight, events gather for the next one")
            .optional("maxMessageSize", between(MessageLimits.SMALLEST_TOPIC_LIMIT, MessageLimits.LARGEST_TOPIC_LIMIT), "The largest event in bytes, attributes included. For a topic that others make for more than 262144, or for a lower limit here. If left out: what the topic's own route says, else 262144")
            .optional("recorded", "true", flag(), "Whether the ledger records when the event was published. Costs one write an event, which the publisher does not wait for")
            .optional("form", "raw", ToPublications.form(), "What of a form is the event's data: raw, the form as it is; fields, its fields as a JSON object; or the value of one field, such as field:payload. Expressions see the fields as JSON")
            .with(WebhookSetup::parameters)
            .with(Admission::parameters)
            .gone("linger", SnsComponent.NO_LINGER)
            .gone("maxLinger", SnsComponent.NO_LINGER)
            .agreeing(new TenantForStandard())
            .agreeing(new GroupForFifo())
            .agreeing(new CallersOverHttp())
            .agreeingWithOthers(EventLimit::contradiction)
            .prepared(new PostOnly(getContext()))
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
                .setProperty(ToPublications.ID, constant("{{?id}}")).id("event-id")
                .setProperty(ToPublications.TYPE, constant("{{type}}")).id("type")
                .setProperty(ToPublications.SOURCE, constant("{{source}}")).id("source")
                .setProperty(ToPublications.SUBJECT, constant("{{?subject}}")).id("subject")
                .setProperty(ToPublications.TIME, constant("{{?time}}")).id("time")
                .setProperty(ToPublications.FORM, constant("{{form}}")).id("form")
                .setProperty(ToPublications.GROUP, constant("{{?group}}")).id("group")
                .setProperty(ToPublications.TENANT, constant("{{?tenant}}")).id("tenant")
                .setProperty(ToPublications.DEDUPLICATION_ID, constant("{{?deduplicationId}}")).id("deduplication-id")
                .setProperty(ToPublications.TOPIC, constant("{{topic}}")).id("topic")
                .setProperty(ToPublications.MAX_MESSAGE_SIZE, constant("{{?maxMessageSize}}")).id("max-message-size")
                .setProperty(ToPublications.ADD_CALLER, constant("{{addCaller}}")).id("add-caller")
                .process(new ToPublications()).id("event")
                .to(aws2Sns("{{topic}}?batchSize={{batchSize}}&maxMessageSize={{?maxMessageSize}}")).id("publish")
                .filter(constant("{{recorded}}"))
                    .process(new RecordPublication()).id("record")
                .end()
                .filter(new FromHttp())
                    .process(new HttpAnswer()).id("answer")
                .end();
    }
}
