package bench.contender;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/** What makes an event of a body, for everybody: the attributes of a CloudEvent, as filters and ledgers need them. */
public final class Attributes {
    private Attributes() {}

    /** Those of a new event. */
    public static Map<String, String> next() {
        return Map.of(
                "ce_id", UUID.randomUUID().toString(),
                "ce_source", "/bench",
                "ce_type", "Bench",
                "ce_time", OffsetDateTime.now(ZoneOffset.UTC).toString(),
                "content-type", "text/plain");
    }
}
