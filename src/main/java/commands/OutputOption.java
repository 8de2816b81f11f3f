package commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where an answer goes that is meant for another program. */
final class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "<file>",
            description = "The file to write, in UTF-8 (default: standard output).")
    private String file;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /** @throws ParameterException if the file cannot be written */
    void write(String answer) {
        if (file == null) {
            command.commandLine().getOut().println(answer);
            return;
        }
        try {
            Files.writeString(Path.of(file), answer + System.lineSeparator());
        } catch (NoSuchFileException e) {
            throw wrong("there is no such folder");
        } catch (IOException | InvalidPathException e) {
            throw wrong("cannot be written: " + e.getMessage());
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command.commandLine(), "--output " + file + ": " + why);
    }
}
