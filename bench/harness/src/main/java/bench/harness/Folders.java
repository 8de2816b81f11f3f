package bench.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Paths of the build, relative to the folder of the main build. */
final class Folders {
    static final Path RUN = Path.of("bench", "harness", "target", "run");

    private Folders() {}

    /** The class path of a module of this build. */
    static String module(String name) {
        return join(
                Path.of("bench", name, "target", "bench-" + name + "-0.1.0-SNAPSHOT.jar"),
                Path.of("bench", name, "target", "lib", "*"));
    }

    /** The class path of Caravan's packaged application and the bean that a user adds to it. */
    static String caravan() {
        return join(Path.of("target", "caravan", "caravan.jar"), Path.of("target", "caravan", "lib", "*"))
                + File.pathSeparator
                + module("caravan");
    }

    /** The JVM options of the packaged script. */
    static List<String> caravanOptions() throws IOException {
        return Files.readAllLines(Path.of("target", "caravan", "caravan")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("options='"))
                .map(line -> List.of(line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\'')).split(" ")))
                .findFirst()
                .orElseThrow();
    }

    private static String join(Path first, Path second) {
        return first + File.pathSeparator + second;
    }
}
