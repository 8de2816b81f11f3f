package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Work 8: one, two and four processes drain one queue at 50 ms a call. */
final class ScaleOut {
    static final String WORK = "scale out";

    private static final int LATENCY = 50;

    /** The most messages a second that the connections of a process allow: ten messages for two calls on each connection. */
    private static final int AT_MOST_A_SECOND = Bench.CONNECTIONS * 10 * 1000 / (2 * LATENCY);

    private final Bench bench;

    ScaleOut(Bench bench) {
        this.bench = bench;
    }

    static String setting(int processes) {
        return processes + (processes == 1 ? " process" : " processes");
    }

    void run() throws Exception {
        for (int count : bench.plan().processes()) {
            for (Kind kind : bench.kinds()) {
                if (kind != Kind.CAMEL) {
                    measure(kind, count);
                }
            }
        }
    }

    private void measure(Kind kind, int count) throws Exception {
        String name = "scale-" + kind.name().toLowerCase(Locale.ROOT) + "-" + count;
        bench.queues().create(name);
        Door door = bench.proxy().door();
        List<ContenderProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                processes.add(
                        new ContenderProcess(kind, door, Setup.of(List.of(name), Bench.CONNECTIONS, Bench.CONCURRENCY)));
            }
            bench.proxy().latency(0);
            for (int round = 0; round < bench.plan().warmRounds(); round++) {
                run(processes, door, name, bench.plan().warm() * count, Plan.WARM_SECONDS);
            }
            bench.proxy().latency(LATENCY);
            double throughput = run(
                    processes, door, name, AT_MOST_A_SECOND * count * bench.plan().limit(), bench.plan().limit());
            bench.figures().add(WORK, setting(count), kind, "throughput", throughput);
        } finally {
            processes.forEach(ContenderProcess::close);
            door.close();
        }
    }

    private double run(List<ContenderProcess> processes, Door door, String name, int messages, int limit)
            throws Exception {
        int cell = Bench.nextCell();
        for (ContenderProcess process : processes) {
            process.cell(cell, messages);
        }
        door.shut(name);
        bench.queues().fill(name, cell, messages, 0, number -> 0);
        // Long polls that were in flight when the door was shut have received their messages by now.
        Thread.sleep(500);
        long before = handled(processes);
        long begin = System.nanoTime();
        door.open(name);
        boolean all = Bench.await(limit, () -> handled(processes) == messages);
        double throughput = (handled(processes) - before) / ((System.nanoTime() - begin) / 1e9);
        if (!all) {
            // Remaining messages would come before those of the next measurement.
            door.shut(name);
            bench.queues().purge(name);
        }
        return throughput;
    }

    private static long handled(List<ContenderProcess> processes) {
        return processes.stream().mapToLong(process -> process.report().get("handled")).sum();
    }
}
