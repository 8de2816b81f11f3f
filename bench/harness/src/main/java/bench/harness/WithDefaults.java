package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Works 1 and 5 with default settings: only the queue and the handler are set, as by a user who tunes nothing. A raw
 * loop has no default settings, so it is left out.
 */
final class WithDefaults {
    static final String DRAIN = "drain with defaults";
    static final String SLOW = "slow handlers with defaults";

    private final Bench bench;

    WithDefaults(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        drain();
        for (Kind kind : kinds()) {
            slow(kind);
        }
    }

    private List<Kind> kinds() {
        return bench.kinds().stream().filter(kind -> kind != Kind.RAW).toList();
    }

    private void drain() throws Exception {
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (Kind kind : kinds()) {
                String queue = queue("defaults", kind);
                Door door = bench.proxy().door();
                door.shut(queue);
                contestants.add(
                        new Contestant(door, new ContenderProcess(kind, door, Setup.withDefaults(queue)), queue, null));
            }
            bench.proxy().latency(0);
            for (Contestant contestant : contestants) {
                for (int warm = 0; warm < bench.plan().warmRounds(); warm++) {
                    drain(contestant, bench.plan().warm(), Plan.WARM_SECONDS);
                }
            }
            for (int latency : bench.plan().farLatencies()) {
                bench.proxy().latency(latency);
                for (Contestant contestant : contestants) {
                    drain(contestant, bench.plan().messages(), bench.plan().drainLimit())
                            .note(bench.figures(), DRAIN, setting(latency), contestant.process().kind());
                }
            }
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private Drained drain(Contestant contestant, int messages, int limit) throws Exception {
        return Drain.drain(bench, contestant, contestant.standard(), messages, 0, limit);
    }

    private void slow(Kind kind) throws Exception {
        String queue = queue("defaults-slow", kind);
        try (Door door = bench.proxy().door();
                ContenderProcess process = new ContenderProcess(kind, door, Setup.withDefaults(queue))) {
            bench.proxy().latency(0);
            SlowHandlers.warm(bench, process, queue);
            for (int latency : bench.plan().farLatencies()) {
                bench.proxy().latency(latency);
                SlowHandlers.drain(bench, process, door, queue, SLOW, setting(latency));
            }
        }
    }

    private String queue(String name, Kind kind) {
        String queue = name + "-" + kind.name().toLowerCase(Locale.ROOT);
        bench.queues().create(queue);
        return queue;
    }

    private static String setting(int latency) {
        return latency + " ms";
    }
}
