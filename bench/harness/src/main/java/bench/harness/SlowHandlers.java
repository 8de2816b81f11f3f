package bench.harness;

import java.util.List;
import java.util.Locale;

/**
 * Work 5: slow handlers. A handler takes 200 ms, and one in a hundred takes 5 s. Measured are the throughput, and the
 * time that other messages wait.
 */
final class SlowHandlers {
    static final String DRAIN = "slow handlers";
    static final String WAIT = "waiting behind slow handlers";

    /** The number of handlers that run at the same time, for every contender. */
    static final int CONCURRENCY = 50;

    private static final int CONNECTIONS = 6;

    /**
     * More messages than can be handled within the limit. Otherwise every contender would end by waiting for a handler
     * of 5 s.
     */
    private static final int MESSAGES = 6_000;

    private static final int EVENTS_A_SECOND = 100;

    private final Bench bench;

    SlowHandlers(Bench bench) {
        this.bench = bench;
    }

    static String setting(int latency) {
        return latency + " ms";
    }

    void run() throws Exception {
        for (Kind kind : bench.kinds()) {
            String name = "slow-" + kind.name().toLowerCase(Locale.ROOT);
            bench.queues().create(name);
            Setup setup = Setup.of(List.of(name), CONNECTIONS, CONCURRENCY).slowHandlers();
            try (Door door = bench.proxy().door();
                    ContenderProcess process = new ContenderProcess(kind, door, setup)) {
                bench.proxy().latency(0);
                warm(bench, process, name);
                for (int latency : bench.plan().farLatencies()) {
                    bench.proxy().latency(latency);
                    waits(process, name, latency);
                    drain(bench, process, door, name, DRAIN, setting(latency));
                }
            }
        }
    }

    private static int work(int number) {
        return number % 100 == 50 ? 5_000 : 200;
    }

    /** Warms up with as many messages as in other works. Each handler waits, but only briefly. */
    static void warm(Bench bench, ContenderProcess process, String name) throws Exception {
        int messages = bench.plan().warm();
        for (int round = 0; round < bench.plan().warmRounds(); round++) {
            int cell = Bench.nextCell();
            process.cell(cell, messages);
            bench.queues().fill(name, cell, messages, 0, number -> 1);
            if (!Bench.await(Plan.WARM_SECONDS, () -> process.report().get("handled") == messages)) {
                bench.queues().purge(name);
            }
        }
    }

    private void waits(ContenderProcess process, String name, int latency) throws Exception {
        int cell = Bench.nextCell();
        int messages = bench.plan().rateSeconds() * EVENTS_A_SECOND;
        process.cell(cell, messages);
        bench.queues().sendEvenly(name, cell, messages, EVENTS_A_SECOND, SlowHandlers::work);
        Bench.await(30, () -> process.report().get("handled") == messages);
        Report report = process.report();
        for (String percentile : List.of("p50", "p99", "max")) {
            bench.figures().add(WAIT, setting(latency), process.kind(), percentile, report.get(percentile) / 1000.0);
        }
        bench.figures().add(WAIT, setting(latency), process.kind(), "wrong", report.get("repeated"));
    }

    static void drain(Bench bench, ContenderProcess process, Door door, String name, String work, String setting)
            throws Exception {
        int cell = Bench.nextCell();
        process.cell(cell, MESSAGES);
        door.shut(name);
        // Long polls that were in flight when the door was shut still receive messages.
        bench.queues().fill(name, cell, MESSAGES, 0, SlowHandlers::work);
        door.counts().reset();
        double cpu = process.cpu();
        long begin = System.nanoTime();
        door.open(name);
        int limit = bench.plan().drainLimit();
        boolean all = Bench.await(limit, () -> process.report().get("handled") == MESSAGES);
        Report report = process.report();
        double seconds = ((all ? report.get("last") : System.nanoTime()) - begin) / 1e9;
        Drained.of(name, report, report, seconds, process.cpu() - cpu, door.counts())
                .note(bench.figures(), work, setting, process.kind());
        bench.queues().purge(name);
        Thread.sleep(6_000);
    }
}
