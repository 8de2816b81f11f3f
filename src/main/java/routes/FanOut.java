package routes;

import static configuration.Rules.between;
import static configuration.Rules.flag;
import static configuration.Rules.oneOf;
import static configuration.Rules.text;
import static configuration.Template.template;

import configuration.Template;
import org.apache.camel.builder.RouteBuilder;
import topology.FilterPolicy;
import topology.Names;
import topology.QueueSettings;
import topology.Subscription;

/**
 * A subscriber of the topic exists exactly as written here.
 *
 * <pre>
 * publish ──▶ topic ──filter──▶ queue ──▶ consumers
 *                       │         │ received maxReceiveCount times
 *                       └─────────┴──────▶ queue-dead-letters
 * </pre>
 */
public final class FanOut extends RouteBuilder {
    @Override
    public void configure() {
        template(this, "fan-out", Template.Phase.TOPOLOGY)
            .required("topic", Names.topic(), "The topic's name, or its ARN if others own it")
            .optional("queue", Names.queueWithDeadLetters(), "The queue that gets the events")
            .optional("protocol", oneOf("sqs", "https", "http", "email", "email-json", "sms", "application", "lambda", "firehose"),
                    "How SNS reaches a subscriber that is no queue of this account")
            .optional("endpoint", text(), "Where: an address, a number or an ARN")
            .optional("role", text(), "The ARN of the role with which SNS writes to Firehose")
            .optional("deadLetters", Names.queue(), "The queue for what SNS cannot deliver there; a queue has one by itself")
            .optional("filter", FilterPolicy.rule(), "Which events; all of them if left out")
            .optional("filterScope", "MessageAttributes", oneOf("MessageAttributes", "MessageBody"), "What the filter looks at")
            .optional("raw", flag(), "The event alone, without SNS's envelope; true where SNS can")
            .optional("maxReceiveCount", "100", between(1, 1000), "Receives before SQS moves a message to the dead letters")
            .with(QueueSettings::declare)
            .agreeing(Subscription::objection)
            .agreeingWithOthers(Subscription::objection)
            .agreeingWithOthers(Subscription::otherReceives)
            .agreeingWithOthers(Subscription::repetition)
            .route()
            .templateBean("subscription", Subscription.class, Subscription::ofRoute)
            .from("sns-subscription:{{topic}}?subscription=#bean:{{subscription}}")
            .routeDescription("Makes a subscriber of a topic exist")
            .log("${body}");
    }
}
