package telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/**
 * A queue or topic that messages go to or come from, as the messaging conventions of OpenTelemetry describe it.
 *
 * @param system {@code aws_sqs} or {@code aws.sns}
 * @param name the name of the queue or topic
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">messaging spans</a>
 */
public record Destination(String system, String name) {
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> NAME = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");

    /** A queue of SQS. */
    public static Destination queue(String name) {
        return new Destination("aws_sqs", name);
    }

    /** A topic of SNS. */
    public static Destination topic(String name) {
        return new Destination("aws.sns", name);
    }

    /** The attributes of a span for an operation on this destination. */
    Attributes attributes(String operation) {
        return Attributes.of(SYSTEM, system, NAME, name, OPERATION_NAME, operation, OPERATION_TYPE, operation);
    }
}
