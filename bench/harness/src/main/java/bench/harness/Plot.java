package bench.harness;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A bar chart as SVG: one block for each setting, one bar for each contender. It suits light and dark pages. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int LABEL = 150;
    private static final int NUMBER = 70;
    private static final int BAR = 14;
    private static final int GAP = 4;
    private static final int HEAD = 26;

    private final Figures figures;

    Plot(Figures figures) {
        this.figures = figures;
    }

    String svg(String title, String work, List<String> settings, String name) {
        List<Kind> kinds = figures.contenders(work);
        StringBuilder body = new StringBuilder();
        int y = 30;
        for (String setting : settings) {
            double most = kinds.stream()
                    .map(kind -> figures.get(work, setting, kind, name))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .max()
                    .orElse(1);
            if (!setting.isEmpty()) {
                body.append(text(0, y + 14, "start", "#888", setting));
                y += HEAD;
            }
            for (Kind kind : kinds) {
                OptionalDouble value = figures.get(work, setting, kind, name);
                if (value.isPresent()) {
                    body.append(bar(y, kind, value.getAsDouble(), most));
                    y += BAR + GAP;
                }
            }
            y += 10;
        }
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                                + "font-size=\"12\">%n",
                        WIDTH,
                        y)
                + text(0, 16, "start", "#888", title)
                + body
                + "</svg>\n";
    }

    private static String bar(int y, Kind kind, double value, double most) {
        double width = Math.max(1, value / Math.max(most, 1e-9) * (WIDTH - LABEL - NUMBER));
        String colour = kind.isCaravan() ? "#d9822b" : kind == Kind.RAW ? "#7a8b99" : "#5b8db8";
        return text(LABEL - 8, y + BAR - 3, "end", "#888", kind.title)
                + String.format(
                        Locale.ROOT,
                        "  <rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        LABEL,
                        y,
                        width,
                        BAR,
                        colour)
                + text((int) (LABEL + width + 6), y + BAR - 3, "start", "#888", Tables.number(value));
    }

    private static String text(int x, int y, String anchor, String colour, String content) {
        return String.format(
                "  <text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x, y, anchor, colour, content.replace("&", "&amp;").replace("<", "&lt;"));
    }
}
