package bench.harness;

import java.util.Map;
import java.util.TreeMap;

/** Counts what passes a {@link Door}: calls and entries of batches by action, bytes of bodies, and calls in flight. */
final class Counts {
    private final Map<String, Long> calls = new TreeMap<>();
    private final Map<String, Long> entries = new TreeMap<>();
    private final Map<String, Integer> open = new TreeMap<>();
    private final Map<String, Integer> mostOpen = new TreeMap<>();
    private long bytes;

    synchronized void began(AwsCall call, int size) {
        calls.merge(call.action(), 1L, Long::sum);
        entries.merge(call.action(), (long) call.entries(), Long::sum);
        bytes += size;
        int now = open.merge(call.target(), 1, Integer::sum);
        mostOpen.merge(call.target(), now, Math::max);
    }

    synchronized void ended(AwsCall call, int entriesInIt, int size) {
        entries.merge(call.action(), (long) entriesInIt, Long::sum);
        bytes += size;
        open.merge(call.target(), -1, Integer::sum);
    }

    /** Clears the counts. Calls in flight are still counted as such. */
    synchronized void reset() {
        calls.clear();
        entries.clear();
        bytes = 0;
        mostOpen.clear();
        mostOpen.putAll(open);
    }

    /** The calls of all actions with this prefix, such as {@code SQS.} or {@code SQS.DeleteMessage}. */
    synchronized long calls(String begin) {
        return sum(calls, begin);
    }

    synchronized long entries(String begin) {
        return sum(entries, begin);
    }

    synchronized long bytes() {
        return bytes;
    }

    /** The most calls in flight at the same time for a queue, or for SNS, whose name is {@code SNS}. */
    synchronized int mostOpen(String target) {
        return mostOpen.getOrDefault(target, 0);
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
