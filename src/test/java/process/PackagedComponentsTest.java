package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The package has the Camel components that {@code docs/running.md} lists. */
class PackagedComponentsTest {
    @ParameterizedTest
    @CsvSource({"Components,component", "Languages,language"})
    void the_page_lists_the_packaged_components(String row, String kind) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        String folder = "META-INF/services/org/apache/camel/" + kind + "/";
        for (String library :
                Files.readString(Path.of("target/class-path/libraries")).strip().split(File.pathSeparator, -1)) {
            try (JarFile jar = new JarFile(library)) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(folder) && !name.endsWith("/"))
                        .forEach(name -> names.add(name.substring(folder.length())));
            }
        }

        assertThat(Arrays.asList(Files.readString(Path.of("docs/running.md")).split("\\R")))
                .contains("| %s | %s |"
                        .formatted(row, names.stream().map("`%s`"::formatted).collect(Collectors.joining(", "))));
    }
}
