package configuration;

import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;

/**
 * Camel's parser of placeholders, with two corrections.
 *
 * <p>Camel takes every {@code }}} for the end of a placeholder, and fails on the JSON {@code
 * {"order":{"status":["a"]}}}. Here, braces that close nothing are text.
 *
 * <p>For {@code {{?group}}} Camel looks outside the route if the route leaves the parameter {@code group} out, and
 * finds the environment variable {@code GROUP}. Here, a parameter that was left out stays left out.
 */
final class Placeholders extends DefaultPropertiesParser {
    /** The template parameter that lists the parameters left out; no user can write its name. */
    static final String LEFT_OUT = "caravan:left-out";

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    /**
     * Separates two braces while Camel parses. Unicode reserves this character for internal use, so no text contains
     * it.
     */
    private static final String NONCHARACTER = "\uFFFE";

    private final PropertiesComponent properties;

    private Placeholders(PropertiesComponent properties) {
        super(properties);
        this.properties = properties;
    }

    /** Installs this parser in a context, unless the application has set a parser of its own. */
    static void readBy(CamelContext context) {
        if (context.getPropertiesComponent() instanceof PropertiesComponent properties
                && properties.getPropertiesParser().getClass() == DefaultPropertiesParser.class) {
            properties.setPropertiesParser(new Placeholders(properties));
        }
    }

    /** The value for {@link #LEFT_OUT}: the names of the parameters that a route leaves out. */
    static String leftOut(Stream<String> parameters) {
        return parameters.map(Pattern::quote).collect(Collectors.joining("|"));
    }

    @Override
    public String parseUri(
            String text,
            PropertiesLookup lookup,
            boolean defaultFallbackEnabled,
            boolean keepUnresolvedOptional,
            boolean nestedPlaceholder) {
        String parsed = super.parseUri(
                partUnopened(closeToOutside(text)),
                lookup,
                defaultFallbackEnabled,
                keepUnresolvedOptional,
                nestedPlaceholder);
        return parsed == null ? null : parsed.replace(NONCHARACTER, "");
    }

    @Override
    public String parseProperty(String key, String value, PropertiesLookup lookup) {
        return value == null ? null : partUnopened(value);
    }

    private String closeToOutside(String text) {
        Properties parameters = properties.getLocalProperties();
        String leftOut = parameters == null ? null : parameters.getProperty(LEFT_OUT);
        if (leftOut == null || leftOut.isEmpty()) {
            return text;
        }
        // Camel drops an option without a value, but not inside RAW(…).
        return text.replaceAll("RAW\\((\\{\\{\\?(?:" + leftOut + ")}})\\)", "$1")
                .replaceAll("\\{\\{\\?(" + leftOut + ")}}", "{{?caravan.left.out.$1}}");
    }

    private static String partUnopened(String text) {
        StringBuilder parted = new StringBuilder(text.length());
        int open = 0;
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith(OPEN, at)) {
                open++;
                parted.append(OPEN);
                at += 2;
            } else if (text.startsWith(CLOSE, at) && open > 0) {
                open--;
                parted.append(CLOSE);
                at += 2;
            } else if (text.startsWith(CLOSE, at)) {
                parted.append('}').append(NONCHARACTER);
                at++;
            } else {
                parted.append(text.charAt(at));
                at++;
            }
        }
        return parted.toString();
    }
}
