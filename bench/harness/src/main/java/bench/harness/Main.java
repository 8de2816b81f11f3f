package bench.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs the benchmark: {@code [quick|short] [work …] [contender …]}, everything if nothing is named; {@code docs} puts
 * the results into docs/performance.md. It writes the folder
 * {@code results}: all figures, and what docs/performance.md shows. Works that are not named stay as they were.
 */
public final class Main {
    private static final Path RESULTS = Folders.RUN.resolveSibling("results");

    private Main() {}

    private enum Work {
        DRAIN,
        DEFAULTS,
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
        boolean brief = words.remove("short");
        boolean docs = words.remove("docs");
        if (docs && words.isEmpty()) {
            new Page(new Figures().with(Files.readAllLines(RESULTS.resolve("results.csv")))).write(RESULTS);
            Page.intoDocs(RESULTS);
            return;
        }
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        List<Kind> kinds = named(words, Kind.values());
        List<Work> works = named(words, Work.values());
        if (!words.isEmpty()) {
            System.err.println(words + ": name works " + Arrays.toString(Work.values()) + " and contenders "
                    + Arrays.toString(Kind.values()) + ", or quick, short, docs");
            System.exit(2);
        }
        Files.createDirectories(RESULTS);
        Path results = RESULTS.resolve("results.csv");
        List<String> earlier = Files.exists(results) ? Files.readAllLines(results) : List.of("");
        try (Bench bench = new Bench(quick ? Plan.QUICK : brief ? Plan.SHORT : Plan.FULL, kinds)) {
            for (Work work : works) {
                switch (work) {
                    case DRAIN -> new Drain(bench).run();
                    case DEFAULTS -> new AsItComes(bench).run();
                    case PUBLISH -> new Publish(bench).run();
                    case END -> new EndToEnd(bench).run();
                    case SLOW -> new SlowHandlers(bench).run();
                    case IDLE -> new StartAndIdle(bench).run();
                    case SCALE -> new ScaleOut(bench).run();
                    case HEARTBEAT -> new Heartbeats(bench).run();
                }
                // After each, for what is measured may not be lost by what fails later.
                Figures figures = bench.figures().with(earlier);
                Files.writeString(results, figures.csv());
                new Page(figures).write(RESULTS);
            }
            System.out.println("Written to " + RESULTS);
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
