package shop.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints what the demo does: at most one line a second, and a summary at the end. */
final class Story {
    private static final long BETWEEN_LINES = Duration.ofSeconds(1).toNanos();

    private final PrintWriter out;
    private final Map<Mishap, Integer> mishaps = new EnumMap<>(Mishap.class);
    /** The latest order of each mishap, until it is printed. A mishap that was printed goes behind the others. */
    private final Map<Mishap, Long> unprinted = new LinkedHashMap<>();

    private int events;
    private long last = System.nanoTime() - BETWEEN_LINES;

    Story(PrintWriter out) {
        this.out = out;
    }

    void published(DemoEvent event) {
        events++;
        event.mishap().ifPresent(mishap -> {
            mishaps.merge(mishap, 1, Integer::sum);
            unprinted.put(mishap, event.order());
        });
        if (!unprinted.isEmpty() && System.nanoTime() - last >= BETWEEN_LINES) {
            last = System.nanoTime();
            Mishap next = unprinted.keySet().iterator().next();
            out.println("order %d: %s".formatted(unprinted.remove(next), next.story()));
            out.flush();
        }
    }

    void end(int orders, Duration took) {
        out.println(
                "Published %s of %s in %d s. Meant to fail: %d with a wrong amount, %d at a closed till, %d with an unknown status."
                        .formatted(
                                several(events, "event"),
                                several(orders, "order"),
                                took.toSeconds(),
                                of(Mishap.AMOUNT),
                                of(Mishap.TILL),
                                of(Mishap.STATUS)));
        out.flush();
    }

    private int of(Mishap mishap) {
        return mishaps.getOrDefault(mishap, 0);
    }

    private static String several(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
