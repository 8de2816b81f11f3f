package configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.LocationPropertiesSource;
import org.apache.camel.component.properties.PropertiesLocation;
import org.apache.camel.main.MainHelper;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.apache.camel.support.ResourceHelper;

/** Finds routes and parameters that a properties file has twice. Camel takes the last and ignores the others. */
final class Repetitions {
    private static final Pattern PARAMETER =
            Pattern.compile("camel\\.routeTemplate\\[(?<route>[^]]+)]\\.(?<name>.+)", Pattern.CASE_INSENSITIVE);

    private final List<String> mistakes = new ArrayList<>();
    private final Set<String> routes = new TreeSet<>();

    private Repetitions() {}

    /** Reads the files from which the context's properties come. */
    static Repetitions in(CamelContext context) {
        Repetitions repetitions = new Repetitions();
        for (PropertiesSource source : context.getPropertiesComponent().getPropertiesSources()) {
            if (source instanceof LocationPropertiesSource file) {
                repetitions.look(file.getLocation(), keys(context, file.getLocation()));
            }
        }
        return repetitions;
    }

    /** One line for each mistake. */
    List<String> mistakes() {
        return mistakes;
    }

    /** Whether several routes have this id; other mistakes of such a route would only mislead. */
    boolean ofRoute(String id) {
        return routes.contains(id);
    }

    private void look(PropertiesLocation file, Map<String, List<String>> keys) {
        keys.forEach((key, values) -> {
            Matcher parameter = PARAMETER.matcher(key);
            if (parameter.matches() && parameter.group("name").equals(RouteTemplateParameterSource.TEMPLATE_ID)) {
                routes.add(parameter.group("route"));
                add(
                        parameter.group("route"),
                        "template-id",
                        values,
                        "must have an id of its own: %s has another route with this one".formatted(file.getPath()));
            }
        });
        keys.forEach((key, values) -> {
            Matcher parameter = PARAMETER.matcher(key);
            if (parameter.matches() && !routes.contains(parameter.group("route"))) {
                add(
                        parameter.group("route"),
                        parameter.group("name"),
                        values,
                        "must be written once in " + file.getPath());
            }
        });
    }

    private void add(String route, String parameter, List<String> values, String allowed) {
        boolean isSecret = parameter.toLowerCase(Locale.ROOT).contains("secret");
        mistakes.add(
                Line.of(route, parameter, isSecret ? RouteSetting.SECRET : String.join(", then ", values), allowed));
    }

    private static Map<String, List<String>> keys(CamelContext context, PropertiesLocation file) {
        String location = file.getResolver() + ":" + file.getPath();
        try (InputStream content = ResourceHelper.resolveResourceAsInputStream(context, location)) {
            return content == null ? Map.of() : RepeatedKeys.of(content, MainHelper::optionKey);
        } catch (IOException e) {
            if (file.isOptional()) {
                return Map.of();
            }
            throw new UncheckedIOException(e);
        }
    }
}
