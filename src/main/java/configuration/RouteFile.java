package configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.LineNumberAware;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** A file with routes or kamelets of the user's own. */
record RouteFile(Resource resource) {
    private static final String KAMELET = ".kamelet.yaml";

    /** The name of the file at a Camel location: its path, relative to the working directory if the file is below that. */
    static String name(String location) {
        Path working = Path.of("").toAbsolutePath();
        Path path = Path.of(location.replaceFirst("^(file|classpath):", ""));
        return (path.startsWith(working) ? working.relativize(path) : path.normalize()).toString();
    }

    /** The place in a file from which a part of a route comes, such as {@code routes/bill.camel.yaml:7}. */
    static Optional<String> place(LineNumberAware part) {
        return part == null || part.getLocation() == null || part.getLineNumber() < 1
                ? Optional.empty()
                : Optional.of(name(part.getLocation()) + ":" + part.getLineNumber());
    }

    /** Whether the file at a Camel location holds a kamelet. */
    static boolean isKamelet(String location) {
        return location != null && location.endsWith(KAMELET);
    }

    /**
     * The same file with its current text, which later changes of the file do not affect. A file that cannot be read is
     * returned as it is, so that the parser refuses it.
     */
    RouteFile kept() {
        try (InputStream content = resource.getInputStream()) {
            return new RouteFile(ResourceHelper.fromBytes(resource.getLocation(), content.readAllBytes()));
        } catch (IOException e) {
            return this;
        }
    }

    String text() {
        try (InputStream content = resource.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name(resource.getLocation());
    }

    boolean isKamelet() {
        return isKamelet(resource.getLocation());
    }

    String line(int number, String mistake) {
        return "%s:%d: %s".formatted(name(), number, mistake);
    }

    String line(String mistake) {
        return "%s: %s".formatted(name(), mistake);
    }
}
