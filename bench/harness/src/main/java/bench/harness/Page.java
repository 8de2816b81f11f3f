package bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The content of docs/performance.md: the most important figures, and in separate files all figures and the plots. */
record Page(Figures figures) {
    /** The file of all figures. */
    static final String RESULTS = "results.csv";

    private static final String ALL = "figures.md";
    private static final String SUMMARY = "summary.md";
    private static final String OF_README = "readme.md";

    /** The folder of the files next to docs/performance.md. */
    static final Path DOCS = Path.of("docs", "performance");

    private static final String BEGIN = "<!-- figures: bench/run docs writes them -->\n";
    private static final String END = "<!-- end of the figures -->";

    private static final List<Tables.Row> README = List.of(
            new Tables.Row("standard queue, messages a second", Drain.STANDARD, "10 ms", "throughput"),
            new Tables.Row("FIFO queue, 100 groups, messages a second", Drain.FIFO, "10 ms, 100 groups", "throughput"),
            new Tables.Row("publishing, 50 callers, events a second", Publish.WORK, Publish.setting(10, 50), "throughput"),
            new Tables.Row("calls to consume a message", Drain.STANDARD, "10 ms", "calls"),
            new Tables.Row("from publish to handler, median in ms", EndToEnd.WORK, EndToEnd.setting(), "p50"));

    private static final List<Tables.Row> THROUGHPUT = List.of(
            new Tables.Row("standard queue", Drain.STANDARD, "10 ms", "throughput"),
            new Tables.Row("standard queue, 50 ms a request", Drain.STANDARD, "50 ms", "throughput"),
            new Tables.Row("FIFO queue, 1 group", Drain.FIFO, "10 ms, 1 group", "throughput"),
            new Tables.Row("FIFO queue, 10 groups", Drain.FIFO, "10 ms, 10 groups", "throughput"),
            new Tables.Row("FIFO queue, 100 groups", Drain.FIFO, "10 ms, 100 groups", "throughput"),
            new Tables.Row("slow handlers (200 ms, one in a hundred 5 s)", SlowHandlers.DRAIN, "10 ms", "throughput"),
            new Tables.Row("standard queue, default settings", WithDefaults.DRAIN, "10 ms", "throughput"),
            new Tables.Row("slow handlers, default settings", WithDefaults.SLOW, "10 ms", "throughput"),
            new Tables.Row("publishing, one caller with batches", Publish.WORK, Publish.setting(10, 1), "throughput"),
            new Tables.Row("publishing, 50 callers with single events", Publish.WORK, Publish.setting(10, 50), "throughput"),
            new Tables.Row("from HTTP to the handler, 50 connections, no delay", HttpToHandler.WORK, HttpToHandler.setting(), "throughput"),
            new Tables.Row("4 processes, 50 ms a request", ScaleOut.WORK, ScaleOut.setting(4), "throughput"));

    private static final List<Tables.Row> COST = List.of(
            new Tables.Row("requests to consume a message", Drain.STANDARD, "10 ms", "calls"),
            new Tables.Row("requests to publish an event, 50 callers", Publish.WORK, Publish.setting(10, 50), "calls"),
            new Tables.Row("ledger writes a message", Drain.STANDARD, "10 ms", "ledger writes"),
            new Tables.Row("calls to DynamoDB a message", Drain.STANDARD, "10 ms", "ledger calls"),
            new Tables.Row("calls to DynamoDB an event published, 50 callers", Publish.WORK, Publish.setting(10, 50), "ledger calls"),
            new Tables.Row("processor time to consume a message, µs", Drain.STANDARD, "10 ms", "cpu"),
            new Tables.Row("from publish to handler, median, ms", EndToEnd.WORK, EndToEnd.setting(), "p50"),
            new Tables.Row("from publish to handler, p99, ms", EndToEnd.WORK, EndToEnd.setting(), "p99"),
            new Tables.Row("requests a minute while idle", StartAndIdle.IDLE, "", "requests"),
            new Tables.Row("memory while idle, MB", StartAndIdle.IDLE, "", "memory"),
            new Tables.Row("start to first handled message, s", StartAndIdle.START, "", "seconds"));

    private static final String MACHINE = "Measured on a machine with %d processors and Java %s.";

    void write(Path target) throws IOException {
        Tables tables = new Tables(figures);
        Verdicts verdicts = new Verdicts(figures);
        StringBuilder page = new StringBuilder("# All figures of the benchmark\n\n");
        page.append(MACHINE.formatted(
                Runtime.getRuntime().availableProcessors(), Runtime.version().feature()));
        page.append(" A number in brackets is the ratio to the raw SDK loop in the same run.")
                .append("\n[performance.md](../performance.md) says how it is measured. Plots: [draining](drain.svg), ")
                .append("[FIFO](fifo.svg), [requests](calls.svg), [publishing](publish.svg), [slow handlers](slow.svg), ")
                .append("[latency](latency.svg).\n");
        page.append("\n## Goals: counts\n\n").append(verdicts.countsTable());
        page.append("\n## Goals: ratios without the ledger\n\n").append(verdicts.ratiosTable(Kind.CARAVAN));
        page.append("\n## Goals: ratios with the ledger\n\nThe other contenders have no ledger.\n\n")
                .append(verdicts.ratiosTable(Kind.LEDGER));
        work(page, tables, Drain.STANDARD, "Draining a standard queue");
        work(page, tables, Drain.FIFO, "Draining a FIFO queue");
        work(page, tables, Publish.WORK, "Publishing");
        throughputAndCalls(page, tables, Publish.CURVE, "Publishing by callers, each one event after the other");
        work(page, tables, SlowHandlers.DRAIN, "Slow handlers: 200 ms, one in a hundred 5 s");
        throughputAndCalls(page, tables, WithDefaults.DRAIN, "Default settings: draining a standard queue");
        throughputAndCalls(page, tables, WithDefaults.SLOW, "Default settings: slow handlers");
        byFigure(page, tables, SlowHandlers.WAIT, "Waiting time behind slow handlers, in ms", List.of("p50", "p99", "max"));
        byFigure(
                page, tables, EndToEnd.WORK, "From publish to handler, in ms", List.of("p50", "p99", "p999", "max", "calls", "cpu"));
        byFigure(
                page,
                tables,
                StartAndIdle.IDLE,
                "Idle: requests and ms of processor time a minute, MB of memory",
                List.of("requests", "cpu", "memory"));
        byFigure(
                page,
                tables,
                StartAndIdle.START,
                "Start: seconds to the first handled message, and MB of memory at that moment",
                List.of("seconds", "memory"));
        if (!figures.settings(ScaleOut.WORK).isEmpty()) {
            page.append("\n## Processes on one queue, 50 ms a request, messages a second\n\n");
            page.append(tables.bySetting(ScaleOut.WORK, "throughput"));
        }
        byFigure(
                page,
                tables,
                HttpToHandler.WORK,
                "From HTTP to the handler, 50 connections: events a second, calls an event, µs of processor time",
                List.of("throughput", "calls", "ledger calls", "cpu"));
        byFigure(page, tables, Heartbeats.WORK, "Heartbeats", List.of("extensions", "calls", "wrong"));
        Files.writeString(target.resolve(ALL), page.toString());
        Files.writeString(target.resolve(SUMMARY), summary(tables, verdicts));
        Files.writeString(target.resolve(OF_README), tables.of(README));
        Files.writeString(target.resolve(RESULTS), figures.csv());
        Plot plot = new Plot(figures);
        plot(plot, target, "drain", "Standard queue, messages a second", Drain.STANDARD, "throughput");
        plot(plot, target, "fifo", "FIFO queue, messages a second", Drain.FIFO, "throughput");
        plot(plot, target, "calls", "Requests a message, standard queue", Drain.STANDARD, "calls");
        plot(plot, target, "publish", "Publishing, events a second", Publish.WORK, "throughput");
        plot(plot, target, "slow", "Slow handlers, messages a second", SlowHandlers.DRAIN, "throughput");
        plot(plot, target, "latency", "From publish to handler, 99th percentile, ms", EndToEnd.WORK, "p99");
    }

    private static String summary(Tables tables, Verdicts verdicts) {
        return MACHINE.formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature())
                + "\nUnless a row says otherwise, each request takes 10 ms longer than at the broker itself.\n\n"
                + "Messages or events a second:\n\n" + tables.of(THROUGHPUT)
                + "\nWhat they cost:\n\n" + tables.of(COST)
                + "\nThe goals, and how many measurements meet them:\n\n" + verdicts.summary();
    }

    /** Puts the files that {@link #write} has written into docs and the README. */
    static void intoDocs(Path target) throws IOException {
        Files.createDirectories(DOCS);
        try (Stream<Path> files = Files.list(target)) {
            for (Path file : files.filter(Page::isOfDocs).toList()) {
                Files.writeString(DOCS.resolve(file.getFileName()), Files.readString(file));
            }
        }
        into(DOCS.resolveSibling("performance.md"), "\n" + Files.readString(target.resolve(SUMMARY)) + "\n");
        into(Path.of("README.md"), Files.readString(target.resolve(OF_README)));
    }

    private static boolean isOfDocs(Path file) {
        return file.toString().endsWith(".svg") || file.endsWith(RESULTS) || file.endsWith(ALL);
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
        page.append("\n## ").append(title).append("\n");
        part(page, tables, work, "throughput", "Throughput, a second");
        part(page, tables, work, "calls", "Requests a message");
        part(page, tables, work, "cpu", "Processor time a message, µs");
        part(page, tables, work, "bytes", "Bytes a message");
        part(page, tables, work, "connections", "Most requests at the same time");
    }

    private void throughputAndCalls(StringBuilder page, Tables tables, String work, String title) {
        if (!figures.settings(work).isEmpty()) {
            page.append("\n## ").append(title).append("\n");
            part(page, tables, work, "throughput", "Throughput, a second");
            part(page, tables, work, "calls", "Requests a message");
        }
    }

    private static void part(StringBuilder page, Tables tables, String work, String name, String title) {
        page.append("\n").append(title).append(":\n\n").append(tables.bySetting(work, name));
    }

    private void byFigure(StringBuilder page, Tables tables, String work, String title, List<String> names) {
        for (String setting : figures.settings(work)) {
            page.append("\n## ").append(title).append(setting.isEmpty() ? "" : ": " + setting).append("\n\n");
            page.append(tables.byFigure(work, setting, names));
        }
    }
}
