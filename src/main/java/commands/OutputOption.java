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

/** The option that writes a result to a file, for other programs. */
final class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "<file>",
            description = "The output file, in UTF-8 (default: standard output).")
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
            throw wrong("the folder does not exist");
        } catch (IOException | InvalidPathException e) {
            throw wrong("cannot be written: " + e.getMessage());
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command.commandLine(), "--output " + file + ": " + why);
    }
}
