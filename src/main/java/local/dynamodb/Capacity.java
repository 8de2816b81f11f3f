package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The capacity that a request consumes, by table, and the detail that the answer reports. */
final class Capacity {
    private static final int BYTES_OF_A_WRITE = 1024;
    private static final int BYTES_OF_A_READ = 4096;

    private static final String ALL = "CapacityUnits";

    private final Detail detail;
    private final Map<String, Double> units = new LinkedHashMap<>();

    /** Reads the detail that the request asks for. */
    Capacity(Request request) {
        detail = request.choice("ReturnConsumedCapacity", Detail.class).orElse(Detail.NONE);
    }

    private enum Detail {
        INDEXES,
        TOTAL,
        NONE
    }

    /** One unit for every started kilobyte, at least one. */
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

    /** @param table the name or the ARN, as the request gives it; the answer repeats it */
    void add(String table, double consumed) {
        units.merge(table, consumed, Double::sum);
    }

    /** Reports the only table. */
    void reportOne(ObjectNode answer) {
        if (detail != Detail.NONE) {
            units.forEach((table, consumed) -> answer.set("ConsumedCapacity", json(table, consumed, Set.of(ALL))));
        }
    }

    /** Reports every table. */
    void reportAll(ObjectNode answer) {
        reportAll(answer, Set.of(ALL));
    }

    /** Reports every table in the form for transactions that read. */
    void reportReads(ObjectNode answer) {
        reportAll(answer, Set.of(ALL, "ReadCapacityUnits"));
    }

    /** Reports every table in the form for transactions that write. */
    void reportWrites(ObjectNode answer) {
        reportAll(answer, Set.of(ALL, "WriteCapacityUnits"));
    }

    private void reportAll(ObjectNode answer, Set<String> kinds) {
        if (detail != Detail.NONE) {
            units.forEach(
                    (table, consumed) -> answer.withArray("ConsumedCapacity").add(json(table, consumed, kinds)));
        }
    }

    private ObjectNode json(String table, double consumed, Set<String> kinds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("TableName", table);
        kinds.forEach(kind -> json.put(kind, consumed));
        if (detail == Detail.INDEXES) {
            ObjectNode ofTable = json.putObject("Table");
            kinds.forEach(kind -> ofTable.put(kind, consumed));
        }
        return json;
    }
}
