package topology;

import configuration.ConfigurationException;
import configuration.Rules;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;

/** What a start does about the topology: the property {@value #PROPERTY}. */
public enum TopologyMode {
    /** Makes it so. */
    APPLY,
    /** Does not start if anything is missing or different. */
    VERIFY,
    /** Trusts that it is so. */
    OFF;

    static final String PROPERTY = "caravan.topology";

    /** @throws ConfigurationException if it is none of them, with one line */
    public static TopologyMode of(CamelContext context) {
        String value = context.resolvePropertyPlaceholders("{{" + PROPERTY + ":apply}}");
        Rules.oneOf("apply", "verify", "off").objection(value).ifPresent(allowed -> {
            throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(PROPERTY, value, allowed)));
        });
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
