package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Work 3: publishing. One caller publishes a hundred events at a time, and fifty callers publish one event each. Then
 * follows the curve: more and more callers, each of which publishes one event after the other.
 */
final class Publish {
    static final String WORK = "publish";
    static final String CURVE = "publish by callers";

    private static final int BULK = 100;
    private static final int CALLERS = 50;
    private static final int CONNECTIONS = 8;
    private static final List<Integer> CURVE_CALLERS = List.of(1, 2, 4, 8, 16, CALLERS);
    private static final int CURVE_LATENCY = 10;

    /** One measurement: the number of callers, and the number of events that a caller publishes at a time. */
    private record Cell(String work, String setting, int latency, int callers, int bulk) {}

    private final Bench bench;

    Publish(Bench bench) {
        this.bench = bench;
    }

    static String setting(int latency, int callers) {
        return latency + " ms, " + (callers == 1 ? "one caller" : callers + " callers");
    }

    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int latency : bench.plan().latencies()) {
            cells.add(new Cell(WORK, setting(latency, 1), latency, 1, BULK));
            cells.add(new Cell(WORK, setting(latency, CALLERS), latency, CALLERS, 1));
        }
        for (int callers : CURVE_CALLERS) {
            cells.add(new Cell(CURVE, setting(CURVE_LATENCY, callers), CURVE_LATENCY, callers, 1));
        }
        return cells;
    }

    void run() throws Exception {
        List<Door> doors = new ArrayList<>();
        List<ContenderProcess> processes = new ArrayList<>();
        try {
            for (Kind kind : bench.kinds()) {
                String topic = bench.queues().topic("publish-" + kind.name().toLowerCase(Locale.ROOT));
                Door door = bench.proxy().door();
                doors.add(door);
                processes.add(new ContenderProcess(
                        kind, door, Setup.of(List.of(), CONNECTIONS, Bench.CONCURRENCY).publishing(topic)));
            }
            for (int i = 0; i < processes.size(); i++) {
                bench.proxy().latency(0);
                processes.get(i).report();
                for (int warm = 0; warm < bench.plan().warmRounds(); warm++) {
                    publish(processes.get(i), bench.plan().warm(), CALLERS, 1, Plan.WARM_SECONDS);
                    // Each call has ten events, so this makes as many calls as before: code is compiled after a number
                    // of calls.
                    publish(processes.get(i), 10 * bench.plan().warm(), 1, BULK, Plan.WARM_SECONDS);
                }
            }
            for (int round = 0; round < bench.plan().rounds(); round++) {
                for (Cell cell : cells()) {
                    for (int i = 0; i < processes.size(); i++) {
                        measure(processes.get(i), doors.get(i), cell);
                    }
                }
            }
        } finally {
            processes.forEach(ContenderProcess::close);
            doors.forEach(Door::close);
        }
    }

    private void measure(ContenderProcess process, Door door, Cell cell) {
        bench.proxy().latency(cell.latency());
        door.counts().reset();
        double cpu = process.cpu();
        Report report = publish(
                process, bench.plan().messages(), cell.callers(), cell.bulk(), bench.plan().limit());
        double published = Math.max(1, report.get("published"));
        Figures figures = bench.figures();
        String work = cell.work();
        String setting = cell.setting();
        Kind kind = process.kind();
        figures.add(work, setting, kind, "throughput", published / report.get("nanos") * 1e9);
        figures.add(work, setting, kind, "calls", door.counts().calls("SNS.") / published);
        if (kind == Kind.LEDGER) {
            figures.add(work, setting, kind, "ledger calls", door.counts().calls("DynamoDB.") / published);
            figures.add(work, setting, kind, "ledger writes", door.counts().entries("DynamoDB.") / published);
        }
        figures.add(work, setting, kind, "bytes", door.counts().bytes() / published);
        figures.add(work, setting, kind, "cpu", (process.cpu() - cpu) / published * 1e6);
        figures.add(work, setting, kind, "connections", door.counts().mostOpen("SNS"));
        figures.add(work, setting, kind, "wrong", report.get("failed"));
    }

    private static Report publish(ContenderProcess process, int events, int callers, int bulk, int limit) {
        return new Report(process.ask(
                "publish %d %d %d %d %d".formatted(Bench.nextCell(), events, callers, bulk, limit)));
    }
}
