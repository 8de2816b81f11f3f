package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Work 4: the time from publishing to handling. One process publishes events at even intervals and handles them. */
final class EndToEnd {
    static final String WORK = "end to end";

    private static final int EVENTS_A_SECOND = 100;
    private static final int CALLERS = 20;
    private static final int LATENCY = 10;

    /**
     * The rate of the warm-up, faster than the measured rate. A contender that batches makes fewer calls at this rate,
     * so it also warms up at the measured rate.
     */
    private static final int FAST = 1_000;

    private final Bench bench;

    EndToEnd(Bench bench) {
        this.bench = bench;
    }

    static String setting() {
        return "%d a second, %d ms".formatted(EVENTS_A_SECOND, LATENCY);
    }

    /**
     * The contenders are measured by turns. At this rate the machine is idle nine tenths of the time, and the time that
     * it needs to wake up varies.
     */
    void run() throws Exception {
        warmBroker();
        List<Door> doors = new ArrayList<>();
        List<ContenderProcess> processes = new ArrayList<>();
        try {
            for (Kind kind : bench.kinds()) {
                Setup setup = setup("end-" + kind.name().toLowerCase(Locale.ROOT));
                Door door = bench.proxy().door();
                doors.add(door);
                processes.add(new ContenderProcess(kind, door, setup));
            }
            for (ContenderProcess process : processes) {
                warm(process);
            }
            for (int round = 0; round < bench.plan().rateRounds(); round++) {
                for (int i = 0; i < processes.size(); i++) {
                    measure(processes.get(i), doors.get(i));
                }
            }
        } finally {
            processes.forEach(ContenderProcess::close);
            doors.forEach(Door::close);
        }
    }

    /** Warms up the broker, which would otherwise slow down the first contender. */
    private void warmBroker() throws Exception {
        Setup setup = setup("end-warm");
        try (Door door = bench.proxy().door();
                ContenderProcess process = new ContenderProcess(Kind.RAW, door, setup)) {
            rate(process, bench.plan().warm() / 3, FAST);
        }
    }

    /** A contender that publishes to a topic and consumes a queue that subscribes to it. */
    private Setup setup(String name) {
        bench.queues().create(name);
        String topic = bench.queues().topic(name);
        bench.queues().subscribe(topic, name);
        bench.proxy().latency(LATENCY);
        return Setup.of(List.of(name), Bench.CONNECTIONS, Bench.CONCURRENCY).publishing(topic);
    }

    private void warm(ContenderProcess process) throws Exception {
        bench.proxy().latency(0);
        rate(process, bench.plan().warm(), FAST);
        bench.proxy().latency(LATENCY);
        rate(process, bench.plan().warm() * 3 / 5, EVENTS_A_SECOND);
    }

    private void measure(ContenderProcess process, Door door) throws Exception {
        door.counts().reset();
        double cpu = process.cpu();
        int events = bench.plan().rateSeconds() * EVENTS_A_SECOND;
        Report report = rate(process, events, EVENTS_A_SECOND);
        Figures figures = bench.figures();
        Kind kind = process.kind();
        for (String percentile : List.of("p50", "p99", "p999", "max")) {
            figures.add(WORK, setting(), kind, percentile, report.get(percentile) / 1000.0);
        }
        figures.add(WORK, setting(), kind, "handled", report.get("handled"));
        figures.add(WORK, setting(), kind, "calls", door.counts().calls("S") / (double) events);
        figures.add(WORK, setting(), kind, "cpu", (process.cpu() - cpu) / events * 1e6);
    }

    private static Report rate(ContenderProcess process, int events, int aSecond) throws Exception {
        int cell = Bench.nextCell();
        process.cell(cell, events);
        process.ask("rate %d %d %d %d".formatted(cell, events, CALLERS, aSecond));
        Bench.await(10, () -> process.report().get("handled") == events);
        return process.report();
    }
}
