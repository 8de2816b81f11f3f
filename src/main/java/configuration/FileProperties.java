package configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.LocationPropertiesSource;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.apache.camel.spi.PropertiesSource;

/**
 * The properties that an application has read from its files, to be compared with a later reading of the same files. A
 * running application can take over the values that its routes use. All others are settings, which stay until its next start.
 */
public final class FileProperties {
    private static final String ROUTES = "camel.routetemplate[";

    /** The first words of settings. Routes use the stage, so it is not a setting. */
    private static final Set<String> SETTINGS = Set.of(
            "callers",
            "camel",
            "caravan",
            "console",
            "dead-letters",
            "ledger",
            "listen",
            "log",
            "metrics",
            "otel",
            "price",
            "sns",
            "trace",
            "tracing",
            "webhooks");

    private static final String STAGE = "caravan.stage";
    private static final Pattern CREDENTIAL = Pattern.compile("callers\\..+\\.token|webhooks\\..+\\.secret");

    private final Map<String, Properties> sources = new LinkedHashMap<>();

    private FileProperties(CamelContext context) {
        for (PropertiesSource source : context.getPropertiesComponent().getPropertiesSources()) {
            if (source instanceof LocationPropertiesSource file
                    && source instanceof LoadablePropertiesSource loadable) {
                sources.put(
                        file.getLocation().getResolver() + ":"
                                + file.getLocation().getPath(),
                        loadable.loadProperties());
            }
        }
    }

    /** The properties of an application. Changing them changes the application's own. */
    public static FileProperties of(CamelContext context) {
        return new FileProperties(context);
    }

    /**
     * The names of the settings that a later reading has changed, added or removed. A running application keeps its own values
     * until its next start.
     */
    public Set<String> settingsChanged(FileProperties later, RouteSet before, RouteSet after) {
        Set<String> settings = changed(later);
        settings.removeAll(valuesChanged(later, before, after));
        return settings;
    }

    /**
     * Takes over the values that routes use, and new credentials, from a later reading.
     *
     * @return undoes the change
     */
    public Runnable takeOver(FileProperties later, RouteSet before, RouteSet after) {
        Set<String> names = valuesChanged(later, before, after);
        List<Runnable> undo = new ArrayList<>();
        sources.forEach((location, mine) -> {
            Properties theirs = later.sources.getOrDefault(location, new Properties());
            Map<String, String> former = new HashMap<>();
            for (String name : names) {
                former.put(name, mine.getProperty(name));
                set(mine, name, theirs.getProperty(name));
            }
            undo.add(() -> former.forEach((name, value) -> set(mine, name, value)));
        });
        return () -> undo.forEach(Runnable::run);
    }

    /** Whether a text has a placeholder for a property. */
    static boolean mentions(String text, String property) {
        return text.contains(property)
                && Pattern.compile("\\{\\{[?!]?\\s*" + Pattern.quote(property) + "\\s*(:|}})")
                        .matcher(text)
                        .find();
    }

    private Set<String> valuesChanged(FileProperties later, RouteSet before, RouteSet after) {
        Set<String> values = changed(later);
        values.removeIf(name -> isSetting(name)
                ? !(CREDENTIAL.matcher(name).matches() && value(name) == null)
                : !mentions(name) && !later.mentions(name) && !before.mentions(name) && !after.mentions(name));
        return values;
    }

    private Set<String> changed(FileProperties later) {
        Set<String> names = new TreeSet<>();
        sources.values().forEach(properties -> names.addAll(properties.stringPropertyNames()));
        later.sources.values().forEach(properties -> names.addAll(properties.stringPropertyNames()));
        names.removeIf(name -> isOfRoute(name) || Objects.equals(value(name), later.value(name)));
        return names;
    }

    private boolean mentions(String property) {
        return sources.values().stream()
                .flatMap(properties -> properties.values().stream())
                .anyMatch(text -> mentions(text.toString(), property));
    }

    private String value(String name) {
        return sources.values().stream()
                .map(properties -> properties.getProperty(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSetting(String name) {
        return !name.equals(STAGE) && SETTINGS.contains(name.replaceFirst("\\..*", ""));
    }

    private static boolean isOfRoute(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT).startsWith(ROUTES);
    }

    private static void set(Properties properties, String name, String value) {
        if (value == null) {
            properties.remove(name);
        } else {
            properties.setProperty(name, value);
        }
    }
}
