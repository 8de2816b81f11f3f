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
 * Runs the benchmark: {@code [quick|short] [rounds=1] [work …] [contender …]}, everything if nothing is named. It
 * writes the folder {@code results}: all figures, and the parts of the pages that show them. Works that are not named
 * keep their earlier figures.
 *
 * <p>{@code docs} puts the results into docs/performance.md, the files next to that page, and the README.
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
                    case DEFAULTS -> new WithDefaults(bench).run();
                    case PUBLISH -> new Publish(bench).run();
                    case END -> new EndToEnd(bench).run();
                    case SLOW -> new SlowHandlers(bench).run();
                    case IDLE -> new StartAndIdle(bench).run();
                    case SCALE -> new ScaleOut(bench).run();
                    case HEARTBEAT -> new Heartbeats(bench).run();
                    case HTTP -> new HttpToHandler(bench).run();
                }
                // Written after each work, so that no figure is lost if a later work fails.
                new Page(bench.figures().with(earlier)).write(RESULTS);
            }
            System.out.println("Written to " + RESULTS);
        }
        System.exit(0);
    }

    /** The number of rounds for draining and publishing, if it is given. */
    private static OptionalInt rounds(List<String> words) {
        List<String> said = words.stream().filter(word -> word.matches("rounds=[1-9]")).toList();
        words.removeAll(said);
        return said.stream().mapToInt(word -> Integer.parseInt(word.substring(word.indexOf('=') + 1))).findFirst();
    }

    /** The figures of earlier runs; in a new checkout, the figures of docs/performance.md. */
    private static List<String> earlier() throws IOException {
        for (Path folder : List.of(RESULTS, Page.DOCS)) {
            Path results = folder.resolve(Page.RESULTS);
            if (Files.exists(results)) {
                return Files.readAllLines(results);
            }
        }
        return List.of("");
    }

    /** The values that the words name, or all values if none is named. */
    private static <E extends Enum<E>> List<E> named(List<String> words, E[] values) {
        List<E> named =
                Arrays.stream(values).filter(value -> words.remove(value.name().toLowerCase(Locale.ROOT))).toList();
        return named.isEmpty() ? List.of(values) : named;
    }
}
