package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** What was to be reached, and what was: to two decimals, and to the last where less than another's was asked for. */
final class Verdicts {
    private final Figures figures;
    private final List<String> rows = new ArrayList<>();

    Verdicts(Figures figures) {
        this.figures = figures;
    }

    /** The counts, with and without the ledger, as a Markdown table. */
    String countsTable() {
        return table(this::counts, List.of(Kind.CARAVAN, Kind.LEDGER));
    }

    /** The ratios of one, as a Markdown table. */
    String ratiosTable(Kind kind) {
        return table(this::ratios, List.of(kind));
    }

    private String table(Consumer<Kind> what, List<Kind> kinds) {
        rows.clear();
        rows.add("| To reach | Where | Measured | |");
        rows.add("|---|---|---|---|");
        kinds.forEach(what);
        return String.join("\n", rows) + "\n";
    }

    private void counts(Kind kind) {
        for (String setting : figures.settings(Publish.WORK)) {
            atMost("publish: 0.1 calls an event", Publish.WORK, setting, kind, "calls", 0.1);
        }
        for (String work : List.of(Drain.STANDARD, Drain.FIFO)) {
            for (String setting : figures.settings(work)) {
                atMost("consume: 0.2 calls a message", work, setting, kind, "calls", 0.2);
                if (kind == Kind.LEDGER) {
                    atMost("ledger: 2 writes a message", work, setting, kind, "ledger writes", 2);
                    atMost("ledger: no read", work, setting, kind, "ledger reads", 0);
                }
                if (work.equals(Drain.FIFO)) {
                    atMost("order: nothing out of order, side by side or repeated", work, setting, kind, "wrong", 0);
                }
            }
        }
        atMost("idle: 4 requests a minute", StartAndIdle.IDLE, "", kind, "requests", 4);
        atMost("heartbeat: 0.1 calls a message and extension", Heartbeats.WORK, Heartbeats.setting(), kind, "calls", 0.1);
    }

    private void ratios(Kind kind) {
        for (String work : List.of(Drain.STANDARD, Drain.FIFO, Publish.WORK, SlowHandlers.DRAIN)) {
            for (String setting : figures.settings(work)) {
                if (setting.startsWith("0 ms")) {
                    continue;
                }
                against("throughput: 1.0 of the raw loop", work, setting, kind, Kind.RAW, "throughput", 1.0, true);
                against("throughput: 1.2 of Spring Cloud AWS", work, setting, kind, Kind.SPRING, "throughput", 1.2, true);
            }
        }
        for (String work : List.of(AsItComes.DRAIN, AsItComes.SLOW)) {
            for (String setting : figures.settings(work)) {
                against("throughput: 1.2 of Spring Cloud AWS", work, setting, kind, Kind.SPRING, "throughput", 1.2, true);
            }
        }
        for (String work :
                List.of(Drain.STANDARD, Drain.FIFO, Publish.WORK, SlowHandlers.DRAIN, EndToEnd.WORK)) {
            for (String setting : figures.settings(work)) {
                against("CPU: 1.3 of the raw loop", work, setting, kind, Kind.RAW, "cpu", 1.3, false);
                below("CPU: below Spring Cloud AWS", work, setting, kind, "cpu");
            }
        }
        below("p99: below Spring Cloud AWS", EndToEnd.WORK, EndToEnd.setting(), kind, "p99");
        for (String work : List.of(StartAndIdle.START, StartAndIdle.IDLE)) {
            below("memory: below Spring Cloud AWS", work, "", kind, "memory");
        }
        below("start: below Spring Cloud AWS", StartAndIdle.START, "", kind, "seconds");
        OptionalDouble one = figures.get(ScaleOut.WORK, ScaleOut.setting(1), kind, "throughput");
        OptionalDouble four = figures.get(ScaleOut.WORK, ScaleOut.setting(4), kind, "throughput");
        if (one.isPresent() && four.isPresent()) {
            double times = four.getAsDouble() / one.getAsDouble();
            row("4 processes: 3.5 times one", ScaleOut.WORK, kind, times, rounded(times) >= 3.5);
        }
    }

    private void atMost(String goal, String work, String setting, Kind kind, String name, double most) {
        figures.get(work, setting, kind, name)
                .ifPresent(value -> row(goal, where(work, setting), kind, value, rounded(value) <= most));
    }

    private void against(
            String goal, String work, String setting, Kind kind, Kind other, String name, double limit, boolean atLeast) {
        figures.ratio(work, setting, kind, other, name).ifPresent(value -> {
            boolean reached = atLeast ? rounded(value) >= limit : rounded(value) <= limit;
            row(goal, where(work, setting), kind, value, reached);
        });
    }

    private void below(String goal, String work, String setting, Kind kind, String name) {
        figures.ratio(work, setting, kind, Kind.SPRING, name)
                .ifPresent(value -> row(goal, where(work, setting), kind, value, value < 1));
    }

    private static String where(String work, String setting) {
        return setting.isEmpty() ? work : work + ", " + setting;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private void row(String goal, String where, Kind kind, double value, boolean reached) {
        rows.add(String.format(
                Locale.ROOT,
                "| %s | %s, %s | %s | %s |",
                goal,
                kind.title,
                where,
                Tables.number(value),
                reached ? "reached" : "**missed**"));
    }
}
