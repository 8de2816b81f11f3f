package bench.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs the benchmark: {@code [quick] [work …] [contender …]}, everything if nothing is named. It writes {@code results.csv}
 * beside the logs, and, after a run of everything, what docs/performance.md shows.
 */
public final class Main {
    private Main() {}

    private enum Work {
        DRAIN,
        PUBLISH,
        END,
        SLOW,
        IDLE,
        SCALE,
        HEARTBEAT
    }

    public static void main(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean quick = words.remove("quick");
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        List<Kind> kinds = named(words, Kind.values());
        List<Work> works = named(words, Work.values());
        if (!words.isEmpty()) {
            System.err.println(words + ": name works " + Arrays.toString(Work.values()) + " and contenders "
                    + Arrays.toString(Kind.values()) + ", or quick");
            System.exit(2);
        }
        Instant begin = Instant.now();
        try (Bench bench = new Bench(quick ? Plan.QUICK : Plan.FULL, kinds)) {
            for (Work work : works) {
                switch (work) {
                    case DRAIN -> new Drain(bench).run();
                    case PUBLISH -> new Publish(bench).run();
                    case END -> new EndToEnd(bench).run();
                    case SLOW -> new SlowHandlers(bench).run();
                    case IDLE -> new StartAndIdle(bench).run();
                    case SCALE -> new ScaleOut(bench).run();
                    case HEARTBEAT -> new Heartbeats(bench).run();
                }
            }
            Path target = Folders.RUN.resolveSibling("results");
            Files.createDirectories(target);
            Files.writeString(target.resolve("results.csv"), bench.figures().csv());
            new Page(bench.figures(), quick, Duration.between(begin, Instant.now())).write(target);
            System.out.println("Written to " + target);
        }
        System.exit(0);
    }

    /** Those of the values that are named; all if none is. */
    private static <E extends Enum<E>> List<E> named(List<String> words, E[] values) {
        List<E> named =
                Arrays.stream(values).filter(value -> words.remove(value.name().toLowerCase(Locale.ROOT))).toList();
        return named.isEmpty() ? List.of(values) : named;
    }
}
