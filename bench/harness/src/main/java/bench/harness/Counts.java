package bench.harness;

import java.util.Map;
import java.util.TreeMap;

/** What went through a {@link Door}: calls by action, entries of batches by action, bytes of bodies, calls at once. */
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

    /** Calls under way stay under way. */
    synchronized void reset() {
        calls.clear();
        entries.clear();
        bytes = 0;
        mostOpen.clear();
        mostOpen.putAll(open);
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

    /** Calls for a queue at once, at most; or to SNS, whose name is {@code SNS}. */
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
