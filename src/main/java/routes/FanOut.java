package routes;

import static configuration.Rules.flag;
import static configuration.Rules.oneOf;
import static configuration.Rules.text;
import static configuration.Template.template;

import configuration.Template;
import org.apache.camel.builder.RouteBuilder;
import topology.FilterPolicy;
import topology.LargeEvents;
import topology.Names;
import topology.QueueLine;
import topology.Subscription;

/**
 * Subscribes a queue or another endpoint to a topic, and creates what is missing.
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
            .required("topic", Names.topic(), "The topic to subscribe to: its name, or its ARN if it belongs to others")
            .optional("queue", Names.queue(), "The queue that receives the events")
            .optional("protocol", oneOf("sqs", "https", "http", "email", "email-json", "sms", "application", "lambda", "firehose"),
                    "Instead of queue: the SNS protocol of another kind of subscriber, or of a queue in another account")
            .optional("endpoint", text(), "With protocol: the subscriber's URL, email address, phone number or ARN")
            .optional("role", text(), "With protocol = firehose: the ARN of the IAM role that SNS assumes")
            .optional("types", FilterPolicy.types(), "Only events of these types, separated by commas. If left out: all types")
            .optional("filter", FilterPolicy.rule(), "Which events the subscriber receives. If left out: all")
            .optional("filterScope", "MessageAttributes", oneOf("MessageAttributes", "MessageBody"), "What the filter matches: the event's attributes or its body")
            .optional("raw", flag(), "Whether SNS delivers the event without its envelope. If left out: true where the protocol allows it")
            .optional("undelivered", Names.queueOrNone(), "With queue: the queue for events that SNS cannot deliver, or none. If left out: the queue's dead-letter queue")
            .with(QueueLine::declare)
            .agreeing(Subscription::objection)
            .agreeingWithOthers(Subscription::repetition)
            .agreeingWithOthers(LargeEvents::objection)
            .route()
            .templateBean("subscription", Subscription.class, Subscription::ofRoute)
            .from("sns-subscription:{{topic}}?subscription=#bean:{{subscription}}")
            .routeDescription("Creates a subscriber of a topic")
            .log("${body}");
    }
}
