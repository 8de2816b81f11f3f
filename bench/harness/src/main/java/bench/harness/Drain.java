package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Works 1 and 2: messages wait in a queue, standard or FIFO, and are drained. */
final class Drain {
    static final String STANDARD = "drain";
    static final String FIFO = "drain FIFO";

    private final Bench bench;

    Drain(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        for (int round = 0; round < bench.plan().rounds(); round++) {
            run(round);
        }
    }

    /** Each round has processes of its own, because the JVM compiles the same code differently from start to start. */
    private void run(int round) throws Exception {
        Plan plan = bench.plan();
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (Kind kind : bench.kinds()) {
                contestants.add(contestant(kind, round));
            }
            for (Contestant contestant : contestants) {
                warm(contestant);
            }
            for (int latency : plan.latencies()) {
                for (Contestant contestant : contestants) {
                    measure(contestant, STANDARD, latency + " ms", contestant.standard(), latency, 0);
                }
            }
            for (int latency : plan.farLatencies()) {
                for (int groups : plan.groups()) {
                    for (Contestant contestant : contestants) {
                        String setting = "%d ms, %,d group%s".formatted(latency, groups, groups == 1 ? "" : "s");
                        measure(contestant, FIFO, setting, contestant.fifo(), latency, groups);
                    }
                }
            }
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private Contestant contestant(Kind kind, int round) throws Exception {
        String name = "drain-%s-%d".formatted(kind.name().toLowerCase(Locale.ROOT), round);
        Door door = bench.proxy().door();
        for (String queue : List.of(name, name + ".fifo")) {
            bench.queues().create(queue);
            door.shut(queue);
        }
        Setup setup = Setup.of(List.of(name, name + ".fifo"), Bench.CONNECTIONS, Bench.CONCURRENCY);
        return new Contestant(door, new ContenderProcess(kind, door, setup), name, name + ".fifo");
    }

    private void warm(Contestant contestant) throws Exception {
        bench.proxy().latency(0);
        for (int round = 0; round < bench.plan().drainWarmRounds(); round++) {
            drain(bench, contestant, contestant.standard(), bench.plan().warm(), 0, Plan.WARM_SECONDS);
            drain(bench, contestant, contestant.fifo(), bench.plan().warm(), 100, Plan.WARM_SECONDS);
        }
    }

    private void measure(Contestant contestant, String work, String setting, String queue, int latency, int groups)
            throws Exception {
        bench.proxy().latency(latency);
        Drained drained = drain(bench, contestant, queue, enough(latency), groups, bench.plan().drainLimit());
        drained.note(bench.figures(), work, setting, contestant.process().kind());
    }

    /** Enough messages for 1.5 times the calls that all connections can make within the limit, but no more than planned. */
    private int enough(int latency) {
        int messages = bench.plan().messages();
        return latency == 0
                ? messages
                : Math.min(messages, Bench.CONNECTIONS * 10 * 1000 * bench.plan().drainLimit() * 3 / (4 * latency));
    }

    /** Fills a queue that is shut, opens it, and measures until it is empty or the limit has passed. */
    static Drained drain(Bench bench, Contestant contestant, String queue, int messages, int groups, double limit)
            throws Exception {
        int cell = Bench.nextCell();
        ContenderProcess process = contestant.process();
        process.cell(cell, messages);
        bench.queues().fill(queue, cell, messages, groups, number -> 0);
        contestant.door().counts().reset();
        double cpu = process.cpu();
        long begin = System.nanoTime();
        contestant.door().open(queue);
        boolean all = Bench.await(limit, () -> process.report().get("handled") == messages);
        Report report = process.report();
        double seconds = ((all ? report.get("last") : System.nanoTime()) - begin) / 1e9;
        double used = process.cpu() - cpu;
        Counts counts = contestant.door().counts();
        contestant.door().shut(queue);
        // Wait for the handlers and deletes of received messages, because calls are counted for whole messages.
        Report end = settled(process);
        Bench.await(2, () -> counts.entries("SQS.DeleteMessage") >= end.get("handled"));
        Drained drained = Drained.of(queue, report, end, seconds, used, counts);
        if (!all) {
            bench.queues().purge(queue);
        }
        return drained;
    }

    /** The report once no further message has been handled for a while. */
    private static Report settled(ContenderProcess process) throws Exception {
        Report before = process.report();
        while (true) {
            Thread.sleep(500);
            Report now = process.report();
            if (now.get("handled") == before.get("handled")) {
                return now;
            }
            before = now;
        }
    }
}
