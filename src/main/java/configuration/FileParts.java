package configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The parts of a file of routes as texts without comments and layout, so that two readings of a file can be compared.
 *
 * @param routes each route, in the order of the file
 * @param beans the beans
 * @param shared the parts that apply to all routes of the file, such as {@code onException}
 * @param fixed the parts that Camel reads only at a start: kamelets, templates, routes of templates, REST, configurations
 */
record FileParts(List<String> routes, String beans, String shared, String fixed) {
    private static final Set<String> ROUTES = Set.of("route", "from");
    private static final Set<String> FIXED =
            Set.of("routeTemplate", "templatedRoute", "routeConfiguration", "rest", "restConfiguration", "dataFormats");

    /** The parts of a file. A file that is not a YAML list is one part, which all its routes share. */
    static FileParts of(RouteFile file) {
        String text = file.text();
        if (file.isKamelet()) {
            return new FileParts(List.of(), "", "", text);
        }
        return list(file, text) instanceof List<?> parts ? of(parts) : new FileParts(List.of(), "", text, "");
    }

    private static FileParts of(List<?> parts) {
        List<String> routes = new ArrayList<>();
        StringBuilder beans = new StringBuilder();
        StringBuilder shared = new StringBuilder();
        StringBuilder fixed = new StringBuilder();
        for (Object part : parts) {
            String word = part instanceof Map<?, ?> map && !map.isEmpty()
                    ? String.valueOf(map.keySet().iterator().next())
                    : "";
            String written = new Dump(DumpSettings.builder().build()).dumpToString(part);
            if (ROUTES.contains(word)) {
                routes.add(written);
            } else if (word.equals("beans")) {
                beans.append(written);
            } else if (FIXED.contains(word)) {
                fixed.append(written);
            } else {
                shared.append(written);
            }
        }
        return new FileParts(routes, beans.toString(), shared.toString(), fixed.toString());
    }

    private static Object list(RouteFile file, String text) {
        if (!file.name().endsWith(".yaml")) {
            return text;
        }
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(text);
        } catch (YamlEngineException e) {
            return text; // The check of the file refuses it.
        }
    }
}
