package bench.harness;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** What all works share: one broker, one proxy, and the figures. */
final class Bench implements AutoCloseable {
    /** The connections of each contender. They are few, so that the machine is not what is measured. */
    static final int CONNECTIONS = 4;

    static final int CONCURRENCY = 100;

    private static final AtomicInteger CELLS = new AtomicInteger();

    private final Plan plan;
    private final List<Kind> kinds;
    private final BrokerProcess broker = new BrokerProcess();
    private final Proxy proxy = new Proxy(broker);
    private final Queues queues = new Queues(broker);
    private final Figures figures = new Figures();

    Bench(Plan plan, List<Kind> kinds) throws IOException {
        this.plan = plan;
        this.kinds = kinds;
    }

    Plan plan() {
        return plan;
    }

    List<Kind> kinds() {
        return kinds;
    }

    Proxy proxy() {
        return proxy;
    }

    Queues queues() {
        return queues;
    }

    Figures figures() {
        return figures;
    }

    static int nextCell() {
        return CELLS.incrementAndGet();
    }

    /** Waits until the condition holds. Returns false if the time is over before. */
    static boolean await(double seconds, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    @Override
    public void close() {
        queues.close();
        proxy.close();
        broker.close();
    }
}
