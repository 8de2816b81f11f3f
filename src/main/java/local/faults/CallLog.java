package local.faults;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The calls of a proxy in the order of their arrival, open ones included. */
final class CallLog {
    private final AtomicLong arrivals = new AtomicLong();
    private final ConcurrentNavigableMap<Long, Call> calls = new ConcurrentSkipListMap<>();

    /** Adds an open call and returns its number. */
    long arrived(AwsRequest request) {
        long number = arrivals.incrementAndGet();
        calls.put(number, new Call(request, Instant.now(), Call.OPEN));
        return number;
    }

    /** Ends an open call. A call that is forgotten or already answered stays as it is. */
    void ended(long number, int status) {
        calls.computeIfPresent(number, (same, call) -> call.status() == Call.OPEN ? call.with(status) : call);
    }

    List<Call> all() {
        return List.copyOf(calls.values());
    }

    void forget() {
        calls.clear();
    }
}
