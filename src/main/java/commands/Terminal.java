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
 * The input and output of a command.
 *
 * @param in answers, typed or piped
 * @param out gets the result
 * @param err gets questions, progress and errors
 * @param hasPerson whether a person can read {@code err} and answer
 */
record Terminal(InputStream in, PrintWriter out, PrintWriter err, boolean hasPerson) {
    private static final Set<String> YES = Set.of("y", "yes");

    /** The terminal of this process. */
    static Terminal ofProcess(InputStream in, PrintWriter out, PrintWriter err) {
        return new Terminal(in, out, err, isInteractive(System.console()));
    }

    /** The answer to a question, trimmed; empty if the input ends. */
    Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        try {
            return line().map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a question is answered with yes. Any other answer, or none, means no. */
    boolean agrees(String question) {
        return ask(question + " [y/N] ")
                .filter(answer -> YES.contains(answer.toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    /** Reads byte by byte, because a buffered reader would take the answer to the next question. */
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

    /**
     * Up to Java 21 a console means a person. Later versions always have a console, which says whether it is a terminal.
     */
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
