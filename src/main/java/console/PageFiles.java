package console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The files of the console by their paths, read once from the folder {@code console} of the class path. No request can
 * name a file that is not among them.
 */
final class PageFiles {
    private static final String FOLDER = "console/";
    private static final String INDEX = "index.html";
    private static final String LICENSE = "LICENSE";

    /** The types of the files that are served. The folder also has the classes of this package, which are not. */
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Forms> files;

    /** A file as it is, and compressed. */
    record Forms(PageFile plain, PageFile compressed) {}

    private PageFiles(Map<String, Forms> files) {
        this.files = files;
    }

    /** The files of this application, in its jar or its folders: a local run reads the pages where they are edited. */
    static PageFiles ofTheApplication() {
        try {
            return beside(Collections.list(PageFiles.class.getClassLoader().getResources(FOLDER + INDEX)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param indexes the addresses of each {@code index.html}; files of the first hide those of the next */
    static PageFiles beside(List<URL> indexes) {
        if (indexes.isEmpty()) {
            throw new IllegalStateException("the class path has no " + FOLDER + INDEX);
        }
        Map<String, Forms> files = new HashMap<>();
        indexes.forEach(index -> read(index, files));
        return new PageFiles(Map.copyOf(files));
    }

    private static void read(URL index, Map<String, Forms> files) {
        try {
            if (index.openConnection() instanceof JarURLConnection jar) {
                jar.setUseCaches(false); // the jar is closed again below
                try (JarFile file = jar.getJarFile()) {
                    read(file, files);
                }
            } else {
                read(Path.of(index.toURI()).getParent(), files);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(JarFile jar, Map<String, Forms> files) throws IOException {
        for (JarEntry entry : jar.stream().toList()) {
            if (entry.getName().startsWith(FOLDER) && !entry.isDirectory()) {
                try (InputStream content = jar.getInputStream(entry)) {
                    add(entry.getName().substring(FOLDER.length()), content.readAllBytes(), files);
                }
            }
        }
    }

    private static void read(Path folder, Map<String, Forms> files) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                URI name = folder.toUri().relativize(file.toUri());
                add(name.getPath(), Files.readAllBytes(file), files);
            }
        }
    }

    private static void add(String name, byte[] content, Map<String, Forms> files) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        String type = TYPES.get(name.endsWith("/" + LICENSE) ? "txt" : ending);
        if (type != null && !files.containsKey(name)) {
            PageFile file = PageFile.of(content, type);
            files.put(name, new Forms(file, file.compressed()));
        }
    }

    /**
     * The file at an address below {@code /caravan/console}, exactly as it was requested. An address without a dot is a
     * page, which {@code index.html} draws. So is one such as {@code /queues/orders.fifo}, in a folder without files.
     */
    Optional<Forms> at(String address) {
        String name = address.startsWith("/") ? address.substring(1) : address;
        Forms file = files.get(name);
        return Optional.ofNullable(file == null && isPage(name) ? files.get(INDEX) : file);
    }

    private boolean isPage(String name) {
        if (!name.contains(".")) {
            return true;
        }
        int slash = name.indexOf('/');
        String folder = name.substring(0, slash + 1);
        boolean isUpwards = List.of(name.split("/", -1)).stream().anyMatch(segment -> segment.matches("\\.+"));
        return slash > 0
                && !folder.contains(".")
                && !isUpwards
                && files.keySet().stream().noneMatch(file -> file.startsWith(folder));
    }
}
