package local.sns;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of one call in AWS's query protocol, where a list or a map takes several fields, with numbers in their
 * names.
 */
final class Parameters {
    /** Ten batch entries with all their attributes have far more fields than the decoder's default limit. */
    private static final int MOST = 100_000;

    private static final Pattern ELEMENT = Pattern.compile("([^.]+)\\.member\\.([0-9]+)\\.");

    private final NavigableMap<String, String> all;
    private final String prefix;

    private Parameters(NavigableMap<String, String> all, String prefix) {
        this.all = all;
        this.prefix = prefix;
    }

    /** Reads a form or the query part of a URL. */
    static Parameters parse(String form) {
        NavigableMap<String, String> all = new TreeMap<>();
        try {
            new QueryStringDecoder(form, StandardCharsets.UTF_8, false, MOST)
                    .parameters()
                    .forEach((name, values) -> all.put(name, values.get(0)));
        } catch (IllegalArgumentException e) {
            throw new SnsException(400, "MalformedQueryString", e.getMessage());
        }
        return new Parameters(all, "");
    }

    /** The path of these parameters as AWS writes it in a validation error: {@code tags.1.member.} for {@code Tags.member.1.} */
    String path() {
        Matcher element = ELEMENT.matcher(prefix);
        return element.matches()
                ? element.group(1).substring(0, 1).toLowerCase(Locale.ROOT)
                        + element.group(1).substring(1) + "." + element.group(2) + ".member."
                : "";
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(all.get(prefix + name));
    }

    /** The value, or {@code null}. */
    String get(String name) {
        return all.get(prefix + name);
    }

    /** The value of a required parameter. */
    String require(String name) {
        return find(name)
                .orElseThrow(() -> SnsException.invalidParameter(name + " Reason: no value for required parameter"));
    }

    boolean isTrue(String name) {
        return Boolean.parseBoolean(get(name));
    }

    /** A list of structures: {@code Tags.member.1.Key}, … */
    List<Parameters> structures(String list) {
        List<Parameters> found = new ArrayList<>();
        for (int n = 1; ; n++) {
            String each = prefix + list + "." + n + ".";
            String next = all.ceilingKey(each);
            if (next == null || !next.startsWith(each)) {
                return found;
            }
            found.add(new Parameters(all, each));
        }
    }

    /** A list of strings: {@code TagKeys.member.1}, … */
    List<String> strings(String list) {
        List<String> found = new ArrayList<>();
        for (int n = 1; all.containsKey(prefix + list + "." + n); n++) {
            found.add(get(list + "." + n));
        }
        return found;
    }

    /** A map of strings: {@code Attributes.entry.1.key}, … */
    Map<String, String> map(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        structures(name + ".entry").forEach(pair -> found.put(pair.require("key"), pair.require("value")));
        return found;
    }
}
