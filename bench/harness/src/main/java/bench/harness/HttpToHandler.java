package bench.harness;

import bench.contender.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;

/** Work 9: events arrive over HTTP. The same process publishes and handles them, on one machine without added delay. */
final class HttpToHandler {
    static final String WORK = "http to handler";

    private static final int CALLERS = 50;
    private static final int CONNECTIONS = 8;

    /** A cell that the contender does not count. */
    private static final int NO_CELL = -2;

    private final Bench bench;

    HttpToHandler(Bench bench) {
        this.bench = bench;
    }

    static String setting() {
        return CALLERS + " connections";
    }

    /** Measures only the contenders that accept events over HTTP. */
    void run() throws Exception {
        bench.proxy().latency(0);
        for (Kind kind : bench.kinds()) {
            if (kind.isCaravan()) {
                measure(kind);
            }
        }
    }

    private void measure(Kind kind) throws Exception {
        String name = "http-" + kind.name().toLowerCase(Locale.ROOT);
        bench.queues().create(name);
        String topic = bench.queues().topic(name);
        bench.queues().subscribe(topic, name);
        int port = freePort();
        try (Door door = bench.proxy().door();
                ContenderProcess process = new ContenderProcess(
                        kind, door, Setup.of(List.of(name), CONNECTIONS, Bench.CONCURRENCY).publishing(topic).over(port))) {
            // The connection opens with the process, which answers over HTTP a moment later.
            process.report();
            HttpLoad load = new HttpLoad(port, CALLERS);
            awaitDoor(load);
            for (int round = 0; round < bench.plan().warmRounds(); round++) {
                through(process, load, bench.plan().warm());
            }
            for (int round = 0; round < bench.plan().rounds(); round++) {
                door.counts().reset();
                double cpu = process.cpu();
                int events = bench.plan().messages();
                double throughput = through(process, load, events);
                Figures figures = bench.figures();
                figures.add(WORK, setting(), kind, "throughput", throughput);
                figures.add(WORK, setting(), kind, "calls", door.counts().calls("S") / (double) events);
                figures.add(WORK, setting(), kind, "ledger calls", door.counts().calls("DynamoDB.") / (double) events);
                figures.add(WORK, setting(), kind, "cpu", (process.cpu() - cpu) / events * 1e6);
            }
        }
    }

    private static void awaitDoor(HttpLoad load) throws Exception {
        if (!Bench.await(60, () -> {
            try {
                return load.post(1, number -> new Message(NO_CELL, 0, "-", 0, 0, 0).body()) == 0;
            } catch (java.util.concurrent.ExecutionException e) {
                return false;
            }
        })) {
            throw new IOException("nothing answers over HTTP");
        }
    }

    /** Events a second, from the first request to the last handler. */
    private double through(ContenderProcess process, HttpLoad load, int events) throws Exception {
        int cell = Bench.nextCell();
        process.cell(cell, events);
        long begin = System.nanoTime();
        int refused = load.post(events, number -> new Message(cell, number, "-", 0, 0, 0).body());
        if (refused > 0 || !Bench.await(60, () -> process.report().get("handled") == events)) {
            throw new IOException("%d of %d events were refused, and %s".formatted(refused, events, process.report()));
        }
        return events / ((process.report().get("last") - begin) / 1e9);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
