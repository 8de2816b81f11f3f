package bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts Java in a process of its own that does not outlive this one. */
final class Java {
    /** Compiler threads must not end, because {@link Usage#cpu} subtracts the time of live compiler threads. */
    private static final String KEEP_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

    private Java() {}

    static Process start(
            String classPath, String main, List<String> options, Map<String, String> environment, Path log, Redirect out) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", KEEP_COMPILERS));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(Redirect.appendTo(log.toFile())).redirectOutput(out);
        try {
            Files.createDirectories(log.getParent());
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
