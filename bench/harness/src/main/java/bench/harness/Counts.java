package bench.harness;

import java.util.Map;
import java.util.TreeMap;

/** What went through a {@link Door}: calls by action, entries of batches by action, bytes of bodies, calls at once. */
final class Counts {
    private final Map<String, Long> calls = new TreeMap<>();
    private final Map<String, Long> entries = new TreeMap<>();
    private long bytes;
    private int open;
    private int mostOpen;

    synchronized void began(String action, int entriesInIt, int size) {
        calls.merge(action, 1L, Long::sum);
        entries.merge(action, (long) entriesInIt, Long::sum);
        bytes += size;
        if (action.startsWith("SQS.") || action.startsWith("SNS.")) {
            open++;
            mostOpen = Math.max(mostOpen, open);
        }
    }

    synchronized void ended(String action, int entriesInIt, int size) {
        entries.merge(action, (long) entriesInIt, Long::sum);
        bytes += size;
        if (action.startsWith("SQS.") || action.startsWith("SNS.")) {
            open--;
        }
    }

    /** Calls under way stay under way. */
    synchronized void reset() {
        calls.clear();
        entries.clear();
        bytes = 0;
        mostOpen = open;
    }

    /** Calls of the actions that begin like this, such as {@code SQS.} or {@code SQS.DeleteMessage}. */
    synchronized long calls(String begin) {
        return sum(calls, begin);
    }

    synchronized long entries(String begin) {
        return sum(entries, begin);
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Calls to SQS and SNS at once, at most. */
    synchronized int mostOpen() {
        return mostOpen;
    }

    private static long sum(Map<String, Long> counts, String begin) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().startsWith(begin))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public synchronized String toString() {
        return calls.toString();
    }
}
