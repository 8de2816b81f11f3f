package bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Runs the benchmark: {@code [quick|short] [rounds=1] [work …] [contender …]}, everything if nothing is named; {@code docs}
 * puts the results into docs/performance.md, the files beside it, and the README. It writes the folder {@code results}: all
 * figures, and what these pages show. Works that are not named stay as they were.
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
        HEARTBEAT,
        HTTP
    }

    public static void main(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean quick = words.remove("quick");
        boolean brief = words.remove("short");
        boolean docs = words.remove("docs");
        Plan plan = (quick ? Plan.QUICK : brief ? Plan.SHORT : Plan.FULL).rounds(rounds(words));
        Files.createDirectories(RESULTS);
        if (docs && words.isEmpty()) {
            new Page(new Figures().with(earlier())).write(RESULTS);
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
                    + Arrays.toString(Kind.values()) + ", or quick, short, docs, rounds=1");
            System.exit(2);
        }
        List<String> earlier = earlier();
        try (Bench bench = new Bench(plan, kinds)) {
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
                    case HTTP -> new HttpToHandler(bench).run();
                }
                // After each, for what is measured may not be lost by what fails later.
                new Page(bench.figures().with(earlier)).write(RESULTS);
            }
            System.out.println("Written to " + RESULTS);
        }
        System.exit(0);
    }

    /** How often waiting messages and publishing are measured, if that is said. */
    private static OptionalInt rounds(List<String> words) {
        List<String> said = words.stream().filter(word -> word.matches("rounds=[1-9]")).toList();
        words.removeAll(said);
        return said.stream().mapToInt(word -> Integer.parseInt(word.substring(word.indexOf('=') + 1))).findFirst();
    }

    /** What was measured here; before that, in a new checkout, what docs/performance.md shows. */
    private static List<String> earlier() throws IOException {
        for (Path folder : List.of(RESULTS, Page.DOCS)) {
            Path results = folder.resolve(Page.RESULTS);
            if (Files.exists(results)) {
                return Files.readAllLines(results);
            }
        }
        return List.of("");
    }

    /** Those of the values that are named; all if none is. */
    private static <E extends Enum<E>> List<E> named(List<String> words, E[] values) {
        List<E> named =
                Arrays.stream(values).filter(value -> words.remove(value.name().toLowerCase(Locale.ROOT))).toList();
        return named.isEmpty() ? List.of(values) : named;
    }
}
