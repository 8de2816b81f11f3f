package configuration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;

/** Writes a mistake on one line: the route, the parameter, the value, and what is allowed. */
final class Line {
    private static final int LONGEST_VALUE = 200;
    private static final Pattern UNRESOLVED = Pattern.compile("Property with key \\[(?<key>[^]]+)]");

    private Line() {}

    static String of(String route, String mistake) {
        return "route %s: %s".formatted(route, mistake);
    }

    static String of(String route, String parameter, Object value, String allowed) {
        return of(route, "%s = %s: %s".formatted(parameter, value(value), allowed));
    }

    /** A value that is safe to print: on one line, shortened, and without passwords. */
    static String value(Object value) {
        String text = URISupport.sanitizeUri(value.toString()).replaceAll("\\s+", " ");
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    /** The reason why a placeholder has no value. */
    static String unresolved(IllegalArgumentException refusal) {
        Matcher key = UNRESOLVED.matcher(String.valueOf(refusal.getMessage()));
        return key.find()
                ? "no property, environment variable or -D sets " + key.group("key")
                : "must be a text with placeholders: " + value(String.valueOf(refusal.getMessage()));
    }
}
