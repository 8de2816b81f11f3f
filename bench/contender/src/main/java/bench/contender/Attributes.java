package bench.contender;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * The message attributes that all contenders add to an event: the attributes of a CloudEvent, as filters and ledgers
 * need them.
 */
public final class Attributes {
    private Attributes() {}

    /** The attributes of a new event. */
    public static Map<String, String> next() {
        return Map.of(
                "ce_id", UUID.randomUUID().toString(),
                "ce_source", "/bench",
                "ce_type", "Bench",
                "ce_time", OffsetDateTime.now(ZoneOffset.UTC).toString(),
                "content-type", "text/plain");
    }

    /** The attributes of a new event in the SDK's types. */
    public static Map<String, MessageAttributeValue> forSdk() {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        next().forEach((name, value) -> attributes.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        return attributes;
    }
}
