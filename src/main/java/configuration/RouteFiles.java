package configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.properties.LocationPropertiesSource;
import org.apache.camel.component.properties.PropertiesLocation;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.DefaultConfigurationProperties;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Reads the user's own routes: the files {@code routes/*.camel.yaml} and {@code kamelets/*.kamelet.yaml} next to the
 * properties, and the files that {@code camel.main.routes-include-pattern} names.
 *
 * <p>Camel stops at the first mistake. This class reads each file separately and keeps its mistakes for {@link
 * ConfigurationCheck}, which reports them with all others.
 */
final class RouteFiles extends DefaultRoutesCollector {
    private static final String NAME = "caravan-route-files";
    private static final String PATTERN = "camel.main.routes-include-pattern";
    private static final String OPTIONAL = "?optional=true";
    private static final String ROUTES = "routes/";
    private static final String ROUTE_FILES = ROUTES + "*.camel.yaml";
    private static final String KAMELET_FILES = "kamelets/*.kamelet.yaml";

    private final String usualPattern = new Defaults().getRoutesIncludePattern();
    private final Map<String, List<String>> mistakes = new TreeMap<>();
    private final Set<String> warned = new HashSet<>();
    private final Map<String, RouteFile> kept = new HashMap<>();
    private final Map<String, FileContent> contents = new TreeMap<>();

    private RouteFiles() {}

    /** Installs this class as the reader of an application's files. */
    static void readBy(BaseMainSupport main) {
        RouteFiles files = new RouteFiles();
        main.setRoutesCollector(files);
        main.getCamelContext().getRegistry().bind(NAME, files);
    }

    /** The contents of the files that an application has read, by their names. */
    static Map<String, FileContent> contents(CamelContext context) {
        RouteFiles files = context.getRegistry().lookupByNameAndType(NAME, RouteFiles.class);
        return files == null ? Map.of() : files.contents;
    }

    /** One line for each mistake in the files of an application. */
    static List<String> mistakes(BaseMainSupport main) {
        return main.getRoutesCollector() instanceof RouteFiles files
                ? files.mistakes.values().stream().flatMap(List::stream).toList()
                : List.of();
    }

    /** Creates the beans of all files, because settings of components may name them. Camel calls this method first. */
    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(CamelContext context, String exclude, String include) {
        RoutesLoader loader = PluginHelper.getRoutesLoader(context);
        for (RouteFile file : files(context, exclude, include)) {
            List<String> shape = RouteFileShape.mistakes(file);
            if (shape.isEmpty()) {
                attempt(file, () -> loader.preParseRoute(file.resource(), false));
            } else {
                mistakes.put(file.name(), shape);
            }
        }
        return List.of();
    }

    @Override
    public Collection<RoutesBuilder> collectRoutesFromDirectory(CamelContext context, String exclude, String include) {
        Map<String, RoutesBuilder> routes = new LinkedHashMap<>();
        RoutesLoader loader = PluginHelper.getRoutesLoader(context);
        for (RouteFile file : files(context, exclude, include)) {
            attempt(file, () -> {
                for (RoutesBuilder found : loader.findRoutesBuilders(List.of(file.resource()))) {
                    if (found instanceof RouteBuilder builder) {
                        RoutesOfFile ofFile = new RoutesOfFile(this, file, builder);
                        contents.put(file.name(), new FileContent(file, ofFile.definitions()));
                        routes.put(file.name(), ofFile);
                    } else {
                        routes.put(file.name(), found);
                    }
                }
            });
        }
        return routes.values();
    }

    /** Takes a step with a file, unless it has a mistake already. If the step fails, its mistake is kept. */
    void attempt(RouteFile file, Reading reading) {
        if (mistakes.containsKey(file.name())) {
            return;
        }
        try {
            reading.run();
        } catch (ConfigurationException e) {
            mistakes.put(file.name(), e.mistakes());
        } catch (Exception e) {
            mistakes.put(file.name(), List.of(RouteFileMistake.line(file, e)));
        }
    }

    /** A step in reading a file, which may find a mistake. */
    @FunctionalInterface
    interface Reading {
        void run() throws Exception;
    }

    private Collection<RouteFile> files(CamelContext context, String exclude, String include) {
        Map<String, RouteFile> files = new LinkedHashMap<>();
        for (PropertiesSource source : context.getPropertiesComponent().getPropertiesSources()) {
            if (source instanceof LocationPropertiesSource properties) {
                beside(context, properties.getLocation()).forEach(file -> files.putIfAbsent(file.name(), file));
            }
        }
        for (String pattern : include == null ? new String[0] : include.split(",")) {
            Collection<Resource> found = found(context, exclude, pattern.strip());
            boolean isOptional = include.equals(usualPattern) || pattern.endsWith(OPTIONAL) || pattern.equals("false");
            if (!isOptional && found.stream().noneMatch(Resource::exists)) {
                mistakes.put(pattern, List.of("%s = %s: there is no such file".formatted(PATTERN, pattern.strip())));
            }
            sorted(found).forEach(file -> files.putIfAbsent(file.name(), file));
        }
        warnOfOthers(context, files.keySet());
        files.replaceAll((name, file) -> kept.computeIfAbsent(name, unknown -> file.kept()));
        return files.values();
    }

    private List<RouteFile> beside(CamelContext context, PropertiesLocation properties) {
        List<RouteFile> files = new ArrayList<>();
        if (!isFile(properties)) {
            files.addAll(onClassPath(context, folder(properties)));
        }
        files.addAll(inFolder(context, isFile(properties) ? folder(properties) : ""));
        return files;
    }

    /** Logs once for each file that it is not read, although the user may expect it. */
    private void warnOfOthers(CamelContext context, Set<String> read) {
        for (PropertiesSource source : context.getPropertiesComponent().getPropertiesSources()) {
            if (source instanceof LocationPropertiesSource file && isFile(file.getLocation())) {
                String others = "file:" + folder(file.getLocation()) + ROUTES + "*.y*ml";
                sorted(found(context, null, others)).stream()
                        .map(RouteFile::name)
                        .filter(name -> !read.contains(name) && warned.add(name))
                        .forEach(name -> log.warn("{} is not read: its name must end in .camel.yaml", name));
            }
        }
    }

    private static boolean isFile(PropertiesLocation properties) {
        return properties.getResolver().equals("file");
    }

    private static String folder(PropertiesLocation properties) {
        return properties.getPath().substring(0, properties.getPath().lastIndexOf('/') + 1);
    }

    /** The files that match a pattern; none if the folder does not exist. */
    private Collection<Resource> found(CamelContext context, String exclude, String pattern) {
        try {
            return super.findRouteResourcesFromDirectory(context, exclude, pattern);
        } catch (RuntimeCamelException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return List.of();
            }
            throw e;
        }
    }

    private List<RouteFile> inFolder(CamelContext context, String folder) {
        List<RouteFile> files = new ArrayList<>();
        for (String pattern : List.of(KAMELET_FILES, ROUTE_FILES)) {
            files.addAll(sorted(found(context, null, "file:" + folder + pattern)));
        }
        return files;
    }

    /** For each name, the first resource on the class path. If it is a file, its location is that of the file. */
    private List<RouteFile> onClassPath(CamelContext context, String folder) {
        TreeSet<String> names = new TreeSet<>();
        for (Resource found : found(context, null, "classpath:" + folder + ROUTE_FILES)) {
            names.add(found.getLocation().replaceFirst(".*/", ""));
        }
        return names.stream()
                .map(name -> resource(context, folder + ROUTES + name))
                .map(RouteFile::new)
                .toList();
    }

    private static Resource resource(CamelContext context, String name) {
        Resource onClassPath = ResourceHelper.resolveResource(context, "classpath:" + name);
        try {
            URL url = onClassPath.getURL();
            return url.getProtocol().equals("file")
                    ? ResourceHelper.resolveResource(context, "file:" + Path.of(onClassPath.getURI()))
                    : onClassPath;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RouteFile> sorted(Collection<Resource> found) {
        return found.stream()
                .filter(Resource::exists)
                .sorted(Comparator.comparing(Resource::getLocation))
                .map(RouteFile::new)
                .toList();
    }

    private static final class Defaults extends DefaultConfigurationProperties<Defaults> {}
}
