package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a request consumes, by table, and how much of that its sender wants to hear. */
final class Capacity {
    private static final int BYTES_OF_A_WRITE = 1024;
    private static final int BYTES_OF_A_READ = 4096;

    private final Detail detail;
    private final Map<String, Double> units = new LinkedHashMap<>();

    /** Reads what the sender wants to hear. */
    Capacity(Request request) {
        detail = request.choice("ReturnConsumedCapacity", Detail.class).orElse(Detail.NONE);
    }

    private enum Detail {
        INDEXES,
        TOTAL,
        NONE
    }

    /** One unit a started kilobyte, at least one. */
    static double write(long bytes) {
        return started(bytes, BYTES_OF_A_WRITE);
    }

    /** One unit for every started four kilobytes, at least one; half of that if the read is eventually consistent. */
    static double read(long bytes, boolean consistent) {
        return started(bytes, BYTES_OF_A_READ) * (consistent ? 1 : 0.5);
    }

    private static double started(long bytes, int unit) {
        return Math.max(1, (bytes + unit - 1) / unit);
    }

    void add(Table table, double consumed) {
        units.merge(table.name(), consumed, Double::sum);
    }

    /** Tells of the one table. */
    void reportOne(ObjectNode answer) {
        if (detail != Detail.NONE) {
            units.forEach((table, consumed) -> answer.set("ConsumedCapacity", json(table, consumed)));
        }
    }

    /** Tells of every table. */
    void reportAll(ObjectNode answer) {
        if (detail != Detail.NONE) {
            units.forEach(
                    (table, consumed) -> answer.withArray("ConsumedCapacity").add(json(table, consumed)));
        }
    }

    private ObjectNode json(String table, double consumed) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("TableName", table).put("CapacityUnits", consumed);
        if (detail == Detail.INDEXES) {
            json.putObject("Table").put("CapacityUnits", consumed);
        }
        return json;
    }
}
