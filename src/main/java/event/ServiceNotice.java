package event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the attributes of notifications that AWS services send without an id: S3 events, CloudWatch alarms, SES notifications.
 * Type, source, subject and time are in the body, with different names for each service.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">S3</a>
 * @see <a href="https://github.com/cloudevents/spec/blob/main/cloudevents/adapters/aws-s3.md">S3 as CloudEvents</a>
 * @see <a href="https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html">SES</a>
 */
final class ServiceNotice {
    private static final String S3 = "aws:s3";

    private ServiceNotice() {}

    /** Whether the body may be such a notification, so that parsing is worthwhile. */
    static boolean mayBeIn(String body) {
        return body.contains("\"" + S3 + "\"") || body.contains("\"AlarmName\"") || body.contains("\"mail\"");
    }

    /** The attributes of the event; empty for JSON of other kinds. */
    static Optional<Context> in(JsonNode json) {
        if (isOfS3(json)) {
            return Optional.of(s3(json.path("Records").get(0)));
        } else if (areTexts(json, "AlarmName", "NewStateValue", "StateChangeTime")) {
            return Optional.of(alarm(json));
        } else if (json.path("mail").path("messageId").isTextual()) {
            return Stream.of("eventType", "notificationType")
                    .map(json::path)
                    .filter(JsonNode::isTextual)
                    .findFirst()
                    .map(type -> mail(json, type.asText()));
        }
        return Optional.empty();
    }

    /** Whether the JSON is one S3 event. Several records would be several events, which may have no attribute in common. */
    private static boolean isOfS3(JsonNode json) {
        JsonNode records = json.path("Records");
        return records.isArray()
                && records.size() == 1
                && S3.equals(records.get(0).path("eventSource").asText())
                && areTexts(records.get(0), "eventName", "awsRegion");
    }

    private static Context s3(JsonNode event) {
        Context context = new Context();
        context.put("type", "com.amazonaws.s3." + event.get("eventName").asText());
        JsonNode bucket = event.at("/s3/bucket/name");
        if (bucket.isTextual()) {
            context.put(
                    "source", "%s.%s.%s".formatted(S3, event.get("awsRegion").asText(), bucket.asText()));
        }
        context.put("subject", event.at("/s3/object/key"));
        context.putTime(event.path("eventTime"));
        context.isJson();
        return context;
    }

    private static Context alarm(JsonNode alarm) {
        Context context = new Context();
        context.put("type", "com.amazonaws.cloudwatch.Alarm");
        context.put("source", alarm.path("AlarmArn"));
        context.put("subject", alarm.get("AlarmName"));
        context.putTime(alarm.get("StateChangeTime"));
        context.isJson();
        return context;
    }

    /**
     * One mail can cause several events, such as a delivery and a complaint, so the mail's id is the subject and not the event's
     * id.
     */
    private static Context mail(JsonNode json, String type) {
        Context context = new Context();
        context.put("type", "com.amazonaws.ses." + type);
        context.put("source", json.at("/mail/sourceArn"));
        context.put("subject", json.at("/mail/messageId"));
        context.putTime(Stream.of(type.toLowerCase(Locale.ROOT), "mail")
                .map(part -> json.path(part).path("timestamp"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElseGet(() -> json.path("timestamp")));
        context.isJson();
        return context;
    }

    private static boolean areTexts(JsonNode json, String... names) {
        return Stream.of(names).allMatch(name -> json.path(name).isTextual());
    }
}
