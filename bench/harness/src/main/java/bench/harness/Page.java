package bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What docs/performance.md shows: {@code figures.md} and the plots. */
record Page(Figures figures) {
    /** The file of all figures. */
    static final String RESULTS = "results.csv";

    /** Where the plots and the figures of docs/performance.md are. */
    static final Path DOCS = Path.of("docs", "performance");

    private static final String BEGIN = "<!-- figures: bench/run docs writes them -->\n";
    private static final String END = "<!-- end of the figures -->";

    private static final List<Tables.Row> README = List.of(
            new Tables.Row("standard queue, messages a second", Drain.STANDARD, "10 ms", "throughput"),
            new Tables.Row("FIFO queue, 100 groups, messages a second", Drain.FIFO, "10 ms, 100 groups", "throughput"),
            new Tables.Row("publishing, 50 callers, events a second", Publish.WORK, Publish.setting(10, 50), "throughput"),
            new Tables.Row("calls to consume a message", Drain.STANDARD, "10 ms", "calls"),
            new Tables.Row("from publish to handler, p99 in ms", EndToEnd.WORK, EndToEnd.setting(), "p99"));

    void write(Path target) throws IOException {
        Tables tables = new Tables(figures);
        StringBuilder page = new StringBuilder();
        page.append("%d processors, Java %s. In brackets: the ratio to the raw loop of the same run.%n%n"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature()));
        Verdicts verdicts = new Verdicts(figures);
        page.append("### Counts to be reached\n\n").append(verdicts.countsTable());
        page.append("\n### Ratios to be reached\n\n").append(verdicts.ratiosTable(Kind.CARAVAN));
        page.append("\n### The same ratios with the ledger, which the others do not have\n\n")
                .append(verdicts.ratiosTable(Kind.LEDGER));
        work(page, tables, Drain.STANDARD, "Waiting messages of a standard queue");
        work(page, tables, Drain.FIFO, "Waiting messages of a FIFO queue");
        work(page, tables, Publish.WORK, "Publishing");
        work(page, tables, SlowHandlers.DRAIN, "Handlers of 200 ms, one in a hundred of 5 s");
        asItComes(page, tables, AsItComes.DRAIN, "As they come: waiting messages of a standard queue");
        asItComes(page, tables, AsItComes.SLOW, "As they come: handlers of 200 ms, one in a hundred of 5 s");
        byFigure(page, tables, SlowHandlers.WAIT, "How long others wait meanwhile, in ms", List.of("p50", "p99", "max"));
        byFigure(
                page, tables, EndToEnd.WORK, "From publish to handler, in ms", List.of("p50", "p99", "p999", "max", "calls", "cpu"));
        byFigure(
                page,
                tables,
                StartAndIdle.IDLE,
                "Idle: requests and ms of CPU a minute, MB resident",
                List.of("requests", "cpu", "memory"));
        byFigure(
                page,
                tables,
                StartAndIdle.START,
                "Start: seconds to the first handled message, MB resident then",
                List.of("seconds", "memory"));
        if (!figures.settings(ScaleOut.WORK).isEmpty()) {
            page.append("\n### Processes on one queue at 50 ms a call, messages a second\n\n");
            page.append(tables.bySetting(ScaleOut.WORK, "throughput"));
        }
        byFigure(page, tables, Heartbeats.WORK, "Heartbeats", List.of("extensions", "calls", "wrong"));
        Files.writeString(target.resolve("figures.md"), page.toString());
        Files.writeString(target.resolve("readme.md"), tables.of(README));
        Files.writeString(target.resolve(RESULTS), figures.csv());
        Plot plot = new Plot(figures);
        plot(plot, target, "drain", "Standard queue, messages a second", Drain.STANDARD, "throughput");
        plot(plot, target, "fifo", "FIFO queue, messages a second", Drain.FIFO, "throughput");
        plot(plot, target, "calls", "Calls a message, standard queue", Drain.STANDARD, "calls");
        plot(plot, target, "publish", "Publishing, events a second", Publish.WORK, "throughput");
        plot(plot, target, "slow", "Slow handlers, messages a second", SlowHandlers.DRAIN, "throughput");
        plot(plot, target, "latency", "From publish to handler, 99th percentile, ms", EndToEnd.WORK, "p99");
    }

    /** Puts what {@link #write} wrote into docs/performance.md and the README. */
    static void intoDocs(Path target) throws IOException {
        Files.createDirectories(DOCS);
        try (Stream<Path> files = Files.list(target)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".svg") || file.endsWith(RESULTS)).toList()) {
                Files.writeString(DOCS.resolve(file.getFileName()), Files.readString(file));
            }
        }
        into(DOCS.resolveSibling("performance.md"), "\n" + Files.readString(target.resolve("figures.md")) + "\n");
        into(Path.of("README.md"), Files.readString(target.resolve("readme.md")));
    }

    private static void into(Path page, String part) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(page, text.substring(0, begin) + part + text.substring(text.indexOf(END)));
    }

    private void plot(Plot plot, Path target, String file, String title, String work, String name) throws IOException {
        if (!figures.settings(work).isEmpty()) {
            Files.writeString(
                    target.resolve(file + ".svg"), plot.svg(title, work, figures.settings(work), name));
        }
    }

    private void work(StringBuilder page, Tables tables, String work, String title) {
        if (figures.settings(work).isEmpty()) {
            return;
        }
        page.append("\n### ").append(title).append("\n");
        part(page, tables, work, "throughput", "A second");
        part(page, tables, work, "calls", "Calls a message");
        part(page, tables, work, "cpu", "µs of CPU a message");
        part(page, tables, work, "bytes", "Bytes a message");
        part(page, tables, work, "connections", "Calls at once, at most");
    }

    private void asItComes(StringBuilder page, Tables tables, String work, String title) {
        if (!figures.settings(work).isEmpty()) {
            page.append("\n### ").append(title).append("\n");
            part(page, tables, work, "throughput", "A second");
            part(page, tables, work, "calls", "Calls a message");
        }
    }

    private static void part(StringBuilder page, Tables tables, String work, String name, String title) {
        page.append("\n").append(title).append(":\n\n").append(tables.bySetting(work, name));
    }

    private void byFigure(StringBuilder page, Tables tables, String work, String title, List<String> names) {
        for (String setting : figures.settings(work)) {
            page.append("\n### ").append(title).append(setting.isEmpty() ? "" : ", " + setting).append("\n\n");
            page.append(tables.byFigure(work, setting, names));
        }
    }
}
