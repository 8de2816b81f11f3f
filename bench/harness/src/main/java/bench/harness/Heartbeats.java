package bench.harness;

import java.util.List;

/** Measures the cost of extending the visibility timeout for handlers that outlast it. */
final class Heartbeats {
    static final String WORK = "heartbeat";

    private static final int MESSAGES = 100;
    private static final int VISIBILITY = 6;
    private static final int WORK_MILLIS = 13_000;

    private final Bench bench;

    Heartbeats(Bench bench) {
        this.bench = bench;
    }

    static String setting() {
        return "handlers of %d s, hidden for %d s".formatted(WORK_MILLIS / 1000, VISIBILITY);
    }

    void run() throws Exception {
        bench.proxy().latency(10);
        for (Kind kind : List.of(Kind.CARAVAN, Kind.LEDGER)) {
            String name = "heartbeat-" + kind.name().toLowerCase(java.util.Locale.ROOT);
            bench.queues().create(name);
            Setup setup = Setup.of(List.of(name), 10, MESSAGES).hiddenFor(VISIBILITY);
            try (Door door = bench.proxy().door();
                    ContenderProcess process = new ContenderProcess(kind, door, setup)) {
                process.report();
                int cell = Bench.nextCell();
                process.cell(cell, MESSAGES);
                bench.queues().fill(name, cell, MESSAGES, 0, number -> WORK_MILLIS);
                Bench.await(40, () -> process.report().get("handled") == MESSAGES);
                long calls = door.counts().calls("SQS.ChangeMessageVisibility");
                long extensions = door.counts().entries("SQS.ChangeMessageVisibility");
                Figures figures = bench.figures();
                figures.add(WORK, setting(), kind, "extensions", extensions);
                figures.add(WORK, setting(), kind, "calls", calls / (double) Math.max(1, extensions));
                figures.add(WORK, setting(), kind, "wrong", process.report().get("repeated"));
            }
        }
    }
}
