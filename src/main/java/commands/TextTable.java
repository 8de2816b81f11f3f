package commands;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import process.SafeText;

/** Prints rows under headings, each column as wide as its longest cell. */
record TextTable(List<String> headings, List<List<String>> rows) {
    void print(PrintWriter out) {
        List<Integer> widths = IntStream.range(0, headings.size())
                .mapToObj(column ->
                        all().mapToInt(row -> row.get(column).length()).max().orElseThrow())
                .toList();
        all().map(row -> line(row, widths)).forEach(out::println);
    }

    private Stream<List<String>> all() {
        return Stream.concat(Stream.of(headings), rows.stream());
    }

    /** Replaces control characters and line breaks by blanks, because cells contain text from the senders of events. */
    private static String line(List<String> row, List<Integer> widths) {
        return SafeText.line(IntStream.range(0, row.size())
                        .mapToObj(column -> row.get(column)
                                + " "
                                        .repeat(widths.get(column)
                                                - row.get(column).length()))
                        .collect(Collectors.joining("  ")))
                .stripTrailing();
    }
}
