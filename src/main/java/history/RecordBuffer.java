package history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The buffer of records that wait to be written, the oldest first. The number of waiting records is bounded. Only the latest
 * record of an event and topic waits.
 *
 * <p>It also decides how many writers run. The first record starts a writer, and records that are added in the meantime join its
 * next batch. Further writers run only while there are full batches for them.
 */
final class RecordBuffer {
    /** The most that one BatchWriteItem takes. */
    private static final int BATCH = 25;

    private static final int MOST_WRITERS = 8;

    private final int most;
    private final Map<PublicationRecord.Key, PublicationRecord> waiting = new LinkedHashMap<>();

    /**
     * The keys that are being written. DynamoDB refuses a batch with the same key twice, and with two batches the later record
     * could be written first.
     */
    private final Set<PublicationRecord.Key> underWay = new HashSet<>();

    private int writers;

    /** The number of writers that have not taken their first batch yet. */
    private int starting;

    private boolean closed;

    /** @param most how many records may wait */
    RecordBuffer(int most) {
        this.most = most;
    }

    /** Accepts records, at first and after a {@link #close()}. */
    synchronized void open() {
        closed = false;
    }

    /** Adds records, and returns how many records were dropped because of them. */
    synchronized int add(Collection<PublicationRecord> records) {
        if (closed) {
            return records.size();
        }
        for (PublicationRecord added : records) {
            waiting.remove(added.key());
            waiting.put(added.key(), added);
        }
        int dropped = Math.max(0, waiting.size() - most);
        Iterator<PublicationRecord> oldest = waiting.values().iterator();
        for (int i = 0; i < dropped; i++) {
            oldest.next();
            oldest.remove();
        }
        return dropped;
    }

    /**
     * Whether the caller must start another writer. The writer takes the {@link #first()} batch, then each {@link #next()} one
     * until there is none.
     */
    synchronized boolean startsWriter() {
        boolean isFull = waiting.size() >= (starting + 1) * BATCH;
        boolean starts = !waiting.isEmpty() && (writers == 0 || (isFull && writers < MOST_WRITERS));
        if (starts) {
            writers++;
            starting++;
        }
        return starts;
    }

    /** Reports that a writer could not be started. */
    synchronized void didNotStart() {
        starting--;
        writers--;
    }

    /** The first batch for a writer. */
    synchronized List<PublicationRecord> first() {
        starting--;
        return next();
    }

    /** The next batch for a writer; if it is empty, the writer ends. */
    synchronized List<PublicationRecord> next() {
        List<PublicationRecord> next = new ArrayList<>();
        Iterator<PublicationRecord> oldest = waiting.values().iterator();
        while (oldest.hasNext() && next.size() < BATCH) {
            PublicationRecord one = oldest.next();
            if (underWay.add(one.key())) {
                next.add(one);
                oldest.remove();
            }
        }
        if (next.isEmpty()) {
            writers--;
        }
        return next;
    }

    /** Reports that a batch is written or given up. */
    synchronized void ended(List<PublicationRecord> batch) {
        batch.forEach(one -> underWay.remove(one.key()));
        notifyAll();
    }

    /** Whether at most half of the buffer is used, so that an outage counts as over. */
    synchronized boolean isRelaxed() {
        return waiting.size() <= most / 2;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits until all records are written or given up, for a limited time. */
    synchronized void awaitEnd(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (left > 0 && !(waiting.isEmpty() && underWay.isEmpty())) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    /** Accepts no more records, and returns how many were not written or may not have been. */
    synchronized int close() {
        closed = true;
        int left = waiting.size() + underWay.size();
        waiting.clear();
        return left;
    }
}
