package commands;

import static testing.Unneeded.nothing;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs commands that call only a running process, and keeps the output of the last one. */
final class CommandToProcess {
    private final Supplier<URI> process;
    private final String token;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    /** @param process the address of the process, unless {@code --url} gives another one */
    CommandToProcess(Supplier<URI> process, String token) {
        this.process = process;
        this.token = token;
    }

    /** Runs a command and returns its exit code. */
    int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        Installation installation = new Installation(
                nothing("AWS"),
                nothing("topology"),
                nothing("settings"),
                nothing("stages"),
                address -> new RunningProcess(address.orElseGet(process), Optional.of("Bearer " + token)),
                List.of());
        return Caravan.run(
                        arguments,
                        installation,
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
