package bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The goals, and whether they are met. Figures are compared to two decimals, but exactly if they must be below another
 * contender's.
 */
final class Verdicts {
    private final Figures figures;
    private final List<Verdict> verdicts = new ArrayList<>();

    private record Verdict(String goal, String where, Kind kind, double value, boolean met) {
        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s, %s | %s | %s |",
                    goal,
                    kind.title,
                    where,
                    Tables.number(value),
                    met ? "met" : "**missed**");
        }
    }

    Verdicts(Figures figures) {
        this.figures = figures;
    }

    /** The counts, with and without the ledger, as a Markdown table. */
    String countsTable() {
        return table(this::counts, List.of(Kind.CARAVAN, Kind.LEDGER));
    }

    /** The ratios of one contender, as a Markdown table. */
    String ratiosTable(Kind kind) {
        return table(this::ratios, List.of(kind));
    }

    /** Each goal, and in how many measurements it is met, as a Markdown table. */
    String summary() {
        List<Kind> kinds = List.of(Kind.CARAVAN, Kind.LEDGER);
        verdicts.clear();
        kinds.forEach(this::counts);
        kinds.forEach(this::ratios);
        StringBuilder table = new StringBuilder("| Goal |");
        kinds.forEach(kind -> table.append(' ').append(kind.title).append(" |"));
        table.append("\n|---|---|---|\n");
        for (String goal : verdicts.stream().map(Verdict::goal).distinct().toList()) {
            table.append("| ").append(goal).append(" |");
            kinds.forEach(kind -> table.append(' ').append(met(goal, kind)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private String met(String goal, Kind kind) {
        List<Verdict> all = verdicts.stream()
                .filter(verdict -> verdict.goal().equals(goal) && verdict.kind() == kind)
                .toList();
        long met = all.stream().filter(Verdict::met).count();
        if (all.isEmpty()) {
            return "–";
        }
        return met == all.size() ? "met" : "%d of %d met".formatted(met, all.size());
    }

    private String table(Consumer<Kind> what, List<Kind> kinds) {
        verdicts.clear();
        kinds.forEach(what);
        return verdicts.stream()
                .map(Verdict::row)
                .collect(Collectors.joining("\n", "| Goal | Where | Measured | |\n|---|---|---|---|\n", "\n"));
    }

    private void counts(Kind kind) {
        for (String setting : figures.settings(Publish.WORK)) {
            atMost("0.1 requests to publish an event", Publish.WORK, setting, kind, "calls", 0.1);
        }
        for (String work : List.of(Drain.STANDARD, Drain.FIFO)) {
            for (String setting : figures.settings(work)) {
                atMost("0.2 requests to consume a message", work, setting, kind, "calls", 0.2);
                if (kind == Kind.LEDGER) {
                    atMost("2 ledger writes a message", work, setting, kind, "ledger writes", 2);
                    atMost("no ledger read", work, setting, kind, "ledger reads", 0);
                }
                if (work.equals(Drain.FIFO)) {
                    atMost("FIFO: no message out of order, repeated, or concurrent with another of its group", work, setting, kind, "wrong", 0);
                }
            }
        }
        atMost("at most 4 requests a minute while idle", StartAndIdle.IDLE, "", kind, "requests", 4);
        atMost("0.1 requests to renew a message", Heartbeats.WORK, Heartbeats.setting(), kind, "calls", 0.1);
    }

    private void ratios(Kind kind) {
        for (String work : List.of(Drain.STANDARD, Drain.FIFO, Publish.WORK, SlowHandlers.DRAIN)) {
            for (String setting : figures.settings(work)) {
                if (setting.startsWith("0 ms")) {
                    continue;
                }
                against("throughput: 1.0 times the raw loop", work, setting, kind, Kind.RAW, "throughput", 1.0, true);
                against("throughput: 1.2 times Spring Cloud AWS", work, setting, kind, Kind.SPRING, "throughput", 1.2, true);
            }
        }
        for (String work : List.of(WithDefaults.DRAIN, WithDefaults.SLOW)) {
            for (String setting : figures.settings(work)) {
                against("throughput: 1.2 times Spring Cloud AWS", work, setting, kind, Kind.SPRING, "throughput", 1.2, true);
            }
        }
        for (String work :
                List.of(Drain.STANDARD, Drain.FIFO, Publish.WORK, SlowHandlers.DRAIN, EndToEnd.WORK)) {
            for (String setting : figures.settings(work)) {
                against("CPU: at most 1.3 times the raw loop", work, setting, kind, Kind.RAW, "cpu", 1.3, false);
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
            row("4 processes: 3.5 times the throughput of one", ScaleOut.WORK, kind, times, rounded(times) >= 3.5);
        }
    }

    private void atMost(String goal, String work, String setting, Kind kind, String name, double most) {
        figures.get(work, setting, kind, name)
                .ifPresent(value -> row(goal, where(work, setting), kind, value, rounded(value) <= most));
    }

    private void against(
            String goal, String work, String setting, Kind kind, Kind other, String name, double limit, boolean atLeast) {
        figures.ratio(work, setting, kind, other, name).ifPresent(value -> {
            boolean met = atLeast ? rounded(value) >= limit : rounded(value) <= limit;
            row(goal, where(work, setting), kind, value, met);
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

    private void row(String goal, String where, Kind kind, double value, boolean met) {
        verdicts.add(new Verdict(goal, where, kind, value, met));
    }
}
