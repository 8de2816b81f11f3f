package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Work 4: events are published at even times and handled by the same process: how long does one take? */
final class EndToEnd {
    static final String WORK = "end to end";

    private static final int EVENTS_A_SECOND = 100;
    private static final int CALLERS = 20;
    private static final int LATENCY = 10;

    /** Faster than what is measured: who puts events into batches makes fewer calls then, and is less warm for it. */
    private static final int FAST = 1_000;

    private final Bench bench;

    EndToEnd(Bench bench) {
        this.bench = bench;
    }

    static String setting() {
        return "%d a second, %d ms".formatted(EVENTS_A_SECOND, LATENCY);
    }

    /** All are measured by turns: at this rate the machine is idle nine tenths of the time, and how soon it is awake changes. */
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

    /** Or the first contender would pay for a broker that is not warm. */
    private void warmBroker() throws Exception {
        Setup setup = setup("end-warm");
        try (Door door = bench.proxy().door();
                ContenderProcess process = new ContenderProcess(Kind.RAW, door, setup)) {
            rate(process, bench.plan().warm() / 3, FAST);
        }
    }

    /** Publishes to a topic, and consumes the queue that subscribes it. */
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
