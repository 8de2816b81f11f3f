package bench.harness;

import java.util.HashMap;
import java.util.Map;

/** An answer of a contender: names and numbers. */
final class Report {
    private final Map<String, Long> values = new HashMap<>();

    Report(String line) {
        for (String field : line.split(" ")) {
            int equals = field.indexOf('=');
            if (field.startsWith("failure=")) {
                throw new IllegalStateException(line);
            }
            values.put(field.substring(0, equals), Long.valueOf(field.substring(equals + 1)));
        }
    }

    long get(String name) {
        return values.get(name);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
