package bench.harness;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** All measured figures. */
final class Figures {
    private final List<Figure> all = new ArrayList<>();

    void add(String work, String setting, Kind who, String name, double value) {
        all.add(new Figure(work, setting, who, name, value));
        System.out.printf(Locale.ROOT, "%s | %s | %s | %s = %.4g%n", work, setting, who.title, name, value);
    }

    /** These figures, and those of an earlier run for works that this run has not measured. */
    Figures with(List<String> csv) {
        Figures both = new Figures();
        both.all.addAll(all);
        Set<String> own = all.stream().map(Figure::work).collect(Collectors.toSet());
        for (String line : csv.subList(1, csv.size())) {
            // Settings may hold commas.
            String work = line.substring(0, line.indexOf(','));
            String[] end = line.split(",");
            int last = end.length - 1;
            if (!own.contains(work)) {
                String setting = String.join(",", java.util.Arrays.copyOfRange(end, 1, last - 2));
                both.all.add(new Figure(
                        work, setting, Kind.valueOf(end[last - 2]), end[last - 1], Double.parseDouble(end[last])));
            }
        }
        return both;
    }

    /** The median over the rounds; empty if nothing was measured. */
    OptionalDouble get(String work, String setting, Kind who, String name) {
        double[] values = all.stream()
                .filter(figure -> figure.work().equals(work)
                        && figure.setting().equals(setting)
                        && figure.who() == who
                        && figure.name().equals(name))
                .mapToDouble(Figure::value)
                .sorted()
                .toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
    }

    /** The ratio of one contender's figure to another's. */
    OptionalDouble ratio(String work, String setting, Kind who, Kind against, String name) {
        OptionalDouble one = get(work, setting, who, name);
        OptionalDouble other = get(work, setting, against, name);
        return one.isEmpty() || other.isEmpty() || other.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(one.getAsDouble() / other.getAsDouble());
    }

    /** The settings of a work, in the order in which they were measured. */
    List<String> settings(String work) {
        Set<String> settings = all.stream()
                .filter(figure -> figure.work().equals(work))
                .map(Figure::setting)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return List.copyOf(settings);
    }

    List<Kind> contenders(String work) {
        return all.stream()
                .filter(figure -> figure.work().equals(work))
                .map(Figure::who)
                .distinct()
                .sorted()
                .toList();
    }

    /** The figures as CSV for other tools, one line for each figure. */
    String csv() {
        return all.stream()
                .map(figure -> String.format(
                        Locale.ROOT,
                        "%s,%s,%s,%s,%s",
                        figure.work(),
                        figure.setting(),
                        figure.who(),
                        figure.name(),
                        figure.value()))
                .collect(Collectors.joining("\n", "work,setting,contender,figure,value\n", "\n"));
    }
}
