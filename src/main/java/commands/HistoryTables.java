package commands;

import failure.Cause;
import history.History;
import history.Published;
import java.io.PrintWriter;
import java.util.List;
import ledger.Progress;

/** Prints the history of an event as two tables. */
record HistoryTables(History history) {
    void print(PrintWriter out) {
        new TextTable(List.of("TOPIC", "PUBLISHED", "MESSAGE ID"), publications(history)).print(out);
        out.println();
        new TextTable(List.of("SUBSCRIBER", "STATE", "ATTEMPTS", "FIRST", "LAST", "CAUSE"), subscribers(history))
                .print(out);
    }

    private static List<List<String>> publications(History history) {
        return history.published().stream().map(HistoryTables::row).toList();
    }

    private static List<List<String>> subscribers(History history) {
        return history.subscribers().stream().map(HistoryTables::row).toList();
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

    private static String text(Cause cause) {
        return cause.exception() + ": " + cause.message();
    }
}
