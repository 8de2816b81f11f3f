package bench.contender;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/** The record of one measurement in one process, kept by its handler. */
final class Cell {
    static final Cell NONE = new Cell(-1, 0);

    private final int id;
    private final AtomicIntegerArray times;
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger outOfOrder = new AtomicInteger();
    private final AtomicInteger sideBySide = new AtomicInteger();
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private final ConcurrentHistogram waits = new ConcurrentHistogram(3);
    private final Map<String, Group> groups = new ConcurrentHashMap<>();

    private static final class Group {
        private final AtomicInteger place = new AtomicInteger(-1);
        private final AtomicInteger running = new AtomicInteger();
    }

    Cell(int id, int messages) {
        this.id = id;
        this.times = new AtomicIntegerArray(messages);
    }

    int id() {
        return id;
    }

    /** Handles a message: records when it begins, and works for the time that the message asks for. */
    void handle(Message message) throws InterruptedException {
        long now = System.nanoTime();
        first.compareAndSet(0, now);
        if (message.sentAt() > 0) {
            waits.recordValue(Math.max(0, now - message.sentAt()) / 1000);
        }
        Group group = message.group().equals("-") ? null : groups.computeIfAbsent(message.group(), name -> new Group());
        if (group != null) {
            begin(group, message.place());
        }
        if (message.work() > 0) {
            Thread.sleep(message.work());
        }
        if (group != null) {
            group.running.decrementAndGet();
        }
        if (times.getAndIncrement(message.number()) == 0) {
            last.accumulateAndGet(System.nanoTime(), Math::max);
            handled.incrementAndGet();
        } else {
            repeated.incrementAndGet();
        }
    }

    private void begin(Group group, int place) {
        if (group.running.incrementAndGet() > 1) {
            sideBySide.incrementAndGet();
        }
        if (group.place.getAndSet(place) != place - 1) {
            outOfOrder.incrementAndGet();
        }
    }

    @Override
    public String toString() {
        return "handled=%d repeated=%d outOfOrder=%d sideBySide=%d first=%d last=%d p50=%d p99=%d p999=%d max=%d"
                .formatted(
                        handled.get(),
                        repeated.get(),
                        outOfOrder.get(),
                        sideBySide.get(),
                        first.get(),
                        last.get(),
                        waits.getValueAtPercentile(50),
                        waits.getValueAtPercentile(99),
                        waits.getValueAtPercentile(99.9),
                        waits.getMaxValue());
    }
}
