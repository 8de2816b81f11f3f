package commands;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command reads and writes.
 *
 * @param in what is typed, or fed into it
 * @param out takes the answer
 * @param err takes questions, progress, and one line for what went wrong
 * @param hasPerson whether somebody sits there, who sees {@code err} and can answer
 */
record Terminal(InputStream in, PrintWriter out, PrintWriter err, boolean hasPerson) {
    /** That of this process. */
    static Terminal ofProcess(InputStream in, PrintWriter out, PrintWriter err) {
        return new Terminal(in, out, err, isInteractive(System.console()));
    }

    /** What is typed in answer to a question; empty if the input ends. */
    Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
