package bench.contender;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes events on a command of the harness.
 *
 * <p>{@code publish <cell> <events> <callers> <bulk> <seconds>} publishes as fast as possible, until all events are
 * published or the time is over. Each caller waits for its answer before it continues.
 *
 * <p>{@code rate <cell> <events> <callers> <events a second>} publishes at even intervals. Each event carries the time
 * at which it was due, so that the delay of a slow publisher counts.
 */
final class Publishing {
    private final Publisher publisher;
    private final boolean even;
    private final int cell;
    private final int events;
    private final int callers;
    private final int bulk;
    private final long limit;
    private final long pause;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private long begin;

    Publishing(Publisher publisher, String... command) {
        this.publisher = publisher;
        even = command[0].equals("rate");
        cell = Integer.parseInt(command[1]);
        events = Integer.parseInt(command[2]);
        callers = Integer.parseInt(command[3]);
        bulk = even ? 1 : Integer.parseInt(command[4]);
        limit = TimeUnit.SECONDS.toNanos(even ? 3600 : Long.parseLong(command[5]));
        pause = even ? TimeUnit.SECONDS.toNanos(1) / Long.parseLong(command[4]) : 0;
    }

    String run() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        begin = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            pool.execute(this::call);
        }
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.HOURS);
        return "published=%d failed=%d nanos=%d".formatted(published.get(), failed.get(), System.nanoTime() - begin);
    }

    private void call() {
        for (int from = next.getAndAdd(bulk);
                from < events && System.nanoTime() - begin < limit;
                from = next.getAndAdd(bulk)) {
            int count = Math.min(bulk, events - from);
            try {
                if (bulk == 1) {
                    publisher.publish(body(from));
                } else {
                    List<String> bodies = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        bodies.add(body(from + i));
                    }
                    publisher.publish(bodies);
                }
                published.addAndGet(count);
            } catch (Exception e) {
                if (failed.getAndAdd(count) == 0) {
                    e.printStackTrace();
                }
            }
        }
    }

    private String body(int number) {
        long due = 0;
        if (even) {
            due = begin + number * pause;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        return new Message(cell, number, "-", 0, due, 0).body();
    }
}
