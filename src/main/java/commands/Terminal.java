package commands;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a command reads and writes.
 *
 * @param in what is typed, or fed into it
 * @param out takes the answer
 * @param err takes questions, progress, and one line for what went wrong
 * @param hasPerson whether somebody sits there, who sees {@code err} and can answer
 */
record Terminal(InputStream in, PrintWriter out, PrintWriter err, boolean hasPerson) {
    private static final Set<String> YES = Set.of("y", "yes");

    /** That of this process. */
    static Terminal ofProcess(InputStream in, PrintWriter out, PrintWriter err) {
        return new Terminal(in, out, err, isInteractive(System.console()));
    }

    /** What is typed in answer to a question, without blanks around it; empty if the input ends. */
    Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        try {
            return line().map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a question is answered with yes; anything else, and no answer, is a no. */
    boolean agrees(String question) {
        return ask(question + " [y/N] ")
                .filter(answer -> YES.contains(answer.toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    /** Byte by byte, for a reader would take what answers the next question. */
    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** Up to Java 21 there is a console only where a person is; a later one is always there, and says so itself. */
    private static boolean isInteractive(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
