package commands;

import failure.Cause;
import history.Expected;
import history.Expected.Arrival;
import history.History;
import history.Published;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ledger.Progress;

/**
 * Prints the history of an event as two tables, with the sources if several sources have used the event's id. A subscriber
 * that should have the event and does not have it has a row with the reason. The receipts of inboxes' clients follow, and the
 * traces of the event come last, with their links.
 */
record HistoryTables(History history) {
    void print(PrintWriter out) {
        boolean several = history.severalSources();
        new TextTable(titles(several, "TOPIC", "PUBLISHED", "MESSAGE ID"), publications(several)).print(out);
        out.println();
        new TextTable(
                        titles(several, "SUBSCRIBER", "STATE", "ATTEMPTS", "FIRST", "LAST", "CAUSE"),
                        subscribers(several))
                .print(out);
        if (history.receipts() != null) {
            out.println();
            history.receipts().forEach(receipt -> out.println(receipt.text()));
        }
        if (history.traces() != null) {
            out.println();
            new TextTable(List.of("TRACE", "LINK"), traces()).print(out);
        }
    }

    private List<List<String>> traces() {
        return history.traces().stream()
                .map(trace -> List.of(trace.id(), trace.url() == null ? "" : trace.url()))
                .toList();
    }

    private static List<String> titles(boolean several, String... titles) {
        return row(several, "SOURCE", List.of(titles));
    }

    private List<List<String>> publications(boolean several) {
        return history.published().stream()
                .map(publication -> row(several, publication.source(), row(publication)))
                .toList();
    }

    private List<List<String>> subscribers(boolean several) {
        return Stream.concat(
                        history.subscribers().stream().map(progress -> row(several, progress.source(), row(progress))),
                        missing().map(expected -> row(several, null, row(expected))))
                .toList();
    }

    private Stream<Expected> missing() {
        return Stream.ofNullable(history.expected())
                .flatMap(List::stream)
                .filter(expected -> expected.state() != Arrival.RECEIVED);
    }

    /** A row with the source in the second place, if there are several sources. */
    private static List<String> row(boolean several, String source, List<String> cells) {
        List<String> row = new ArrayList<>(cells);
        if (several) {
            row.add(1, source == null ? "" : source);
        }
        return row;
    }

    private static List<String> row(Published publication) {
        return List.of(publication.topic(), publication.time().toString(), publication.messageId());
    }

    private static List<String> row(Progress progress) {
        return List.of(
                progress.queue(),
                progress.state().name(),
                Integer.toString(progress.attempts()),
                progress.first().toString(),
                progress.last().toString(),
                progress.cause() == null ? "" : text(progress.cause()));
    }

    private static List<String> row(Expected expected) {
        String reason = expected.reason() == null ? "" : expected.reason();
        return List.of(expected.subscriber(), expected.state().name(), "", "", "", reason);
    }

    private static String text(Cause cause) {
        return cause.exception() + ": " + cause.message();
    }
}
