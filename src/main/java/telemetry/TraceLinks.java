package telemetry;

import configuration.ConfigurationException;
import configuration.Rule;
import configuration.Rules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * The links to pages about traces, from the property {@value #URL}, such as {@code
 * https://traces.example.com/trace/{traceId}}.
 *
 * @param pattern the URL with {@value #PLACE} for the id; empty if none is configured
 */
public record TraceLinks(Optional<String> pattern) {
    /** No trace has a link. */
    public static final TraceLinks NONE = new TraceLinks(Optional.empty());

    /** The name in the registry. */
    static final String NAME = "traceLinks";

    private static final String URL = "trace.url";
    private static final String PLACE = "{traceId}";
    private static final Rule PATTERN = Rules.rule(
            "an http or https URL with {traceId} in it, such as https://traces.example.com/trace/{traceId}",
            TraceLinks::isPattern);

    /** The links of a running application. */
    public static TraceLinks in(CamelContext camel) {
        TraceLinks links = camel.getRegistry().lookupByNameAndType(NAME, TraceLinks.class);
        return links == null ? NONE : links;
    }

    /** @throws ConfigurationException if the property is no such URL */
    public static TraceLinks of(CamelContext camel) {
        String written = camel.resolvePropertyPlaceholders("{{" + URL + ":}}").strip();
        if (written.isEmpty()) {
            return NONE;
        }
        PATTERN.objection(written).ifPresent(allowed -> {
            throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(URL, written, allowed)));
        });
        return new TraceLinks(Optional.of(written));
    }

    /** The link to a trace. */
    public Optional<String> to(String traceId) {
        return pattern.map(url -> url.replace(PLACE, traceId));
    }

    private static boolean isPattern(String text) {
        try {
            URI one = new URI(text.replace(PLACE, "1"));
            URI other = new URI(text.replace(PLACE, "2"));
            return ("https".equals(one.getScheme()) || "http".equals(one.getScheme()))
                    && one.getHost() != null
                    && one.getAuthority().equals(other.getAuthority())
                    && !one.equals(other);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
