package bench.harness;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** The figures as Markdown tables. */
final class Tables {
    private final Figures figures;

    Tables(Figures figures) {
        this.figures = figures;
    }

    static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 || size == 0 ? "%.2f" : "%.3f", value);
    }

    /** A table whose columns are the settings of a work. A cell is the figure, and its ratio to the figure of the raw loop. */
    String bySetting(String work, String name) {
        List<String> settings = figures.settings(work);
        StringBuilder table = new StringBuilder(head(settings));
        for (Kind kind : figures.contenders(work)) {
            StringJoiner row = row(kind);
            for (String setting : settings) {
                row.add(cell(figures.get(work, setting, kind, name), figures.ratio(work, setting, kind, Kind.RAW, name)));
            }
            table.append(row).append('\n');
        }
        return table.toString();
    }

    /** A table whose columns are the figures of one work in one setting. */
    String byFigure(String work, String setting, List<String> names) {
        StringBuilder table = new StringBuilder(head(names));
        for (Kind kind : figures.contenders(work)) {
            StringJoiner row = row(kind);
            for (String name : names) {
                row.add(cell(figures.get(work, setting, kind, name), OptionalDouble.empty()));
            }
            table.append(row).append('\n');
        }
        return table.toString();
    }

    /** One figure, for a table whose columns are the contenders. */
    record Row(String title, String work, String setting, String name) {}

    /** A table whose columns are the contenders, with the rows that were measured. */
    String of(List<Row> rows) {
        List<Kind> kinds = List.of(Kind.values());
        StringBuilder table =
                new StringBuilder(head(kinds.stream().map(kind -> kind.title).toList()));
        for (Row figure : rows) {
            if (kinds.stream().allMatch(kind -> value(figure, kind).isEmpty())) {
                continue;
            }
            StringJoiner row = new StringJoiner(" | ", "| ", " |").add(figure.title());
            for (Kind kind : kinds) {
                row.add(cell(value(figure, kind), OptionalDouble.empty()));
            }
            table.append(row).append('\n');
        }
        return table.toString();
    }

    private OptionalDouble value(Row row, Kind kind) {
        return figures.get(row.work(), row.setting(), kind, row.name());
    }

    private static String head(List<String> columns) {
        StringJoiner head = new StringJoiner(" | ", "| ", " |").add("");
        columns.forEach(head::add);
        return head + "\n|---|" + "---:|".repeat(columns.size()) + "\n";
    }

    private static StringJoiner row(Kind kind) {
        return new StringJoiner(" | ", "| ", " |").add(kind.title);
    }

    private static String cell(OptionalDouble value, OptionalDouble ratio) {
        if (value.isEmpty()) {
            return "–";
        }
        return number(value.getAsDouble())
                + (ratio.isEmpty() ? "" : String.format(Locale.ROOT, " (%.2f)", ratio.getAsDouble()));
    }
}
