package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Works 6 and 7: the time from the start of a process to its first handled message, and the cost of a time without messages. */
final class StartAndIdle {
    static final String START = "start";
    static final String IDLE = "idle";

    private final Bench bench;

    StartAndIdle(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        bench.proxy().latency(0);
        for (int i = 1; i < bench.plan().starts(); i++) {
            for (Kind kind : bench.kinds()) {
                try (Door door = bench.proxy().door();
                        ContenderProcess process = started(kind, door)) {
                    process.report();
                }
            }
        }
        List<Door> doors = new ArrayList<>();
        List<ContenderProcess> processes = new ArrayList<>();
        try {
            for (Kind kind : bench.kinds()) {
                doors.add(bench.proxy().door());
                processes.add(started(kind, doors.get(doors.size() - 1)));
            }
            idle(processes, doors);
        } finally {
            processes.forEach(ContenderProcess::close);
            doors.forEach(Door::close);
        }
    }

    private ContenderProcess started(Kind kind, Door door) throws Exception {
        int cell = Bench.nextCell();
        // Each process has its own queue: in a shared queue, the last poll of a killed process could receive the
        // message.
        String queue = "start-" + kind.name().toLowerCase(Locale.ROOT) + "-" + cell;
        bench.queues().create(queue);
        bench.queues().fill(queue, cell, 1, 0, number -> 0);
        // Every contender has one poll at a time and ten handlers, so that none starts threads that it does not need.
        ContenderProcess process =
                new ContenderProcess(kind, door, Setup.of(List.of(queue), 1, 10).beginning(cell));
        Bench.await(60, () -> process.report().get("handled") == 1);
        bench.figures().add(START, "", kind, "seconds", (process.report().get("first") - process.startedAt()) / 1e9);
        Thread.sleep(1_000);
        bench.figures().add(START, "", kind, "memory", process.memory());
        return process;
    }

    /** Measures all processes at the same time. */
    private void idle(List<ContenderProcess> processes, List<Door> doors) throws InterruptedException {
        Thread.sleep(5_000);
        double[] cpu = processes.stream().mapToDouble(ContenderProcess::cpu).toArray();
        doors.forEach(door -> door.counts().reset());
        int seconds = bench.plan().idleSeconds();
        Thread.sleep(seconds * 1000L);
        for (int i = 0; i < processes.size(); i++) {
            Kind kind = processes.get(i).kind();
            Figures figures = bench.figures();
            figures.add(IDLE, "", kind, "requests", doors.get(i).counts().calls("") * 60.0 / seconds);
            figures.add(IDLE, "", kind, "cpu", (processes.get(i).cpu() - cpu[i]) * 1000 * 60 / seconds);
            figures.add(IDLE, "", kind, "memory", processes.get(i).memory());
        }
    }
}
